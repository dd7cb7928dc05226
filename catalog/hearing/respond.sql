-- name: secret
SELECT hook_secret FROM shop.connectors
WHERE tenant_id = %(tenant)s AND kind = %(kind)s AND state = 'active' AND hook_secret IS NOT NULL

-- name: products
-- By its own name where that is told, else by what it has.
SELECT sku FROM shop.products WHERE tenant_id = %(tenant)s AND sku = %(sku)s
UNION SELECT sku FROM shop.product_variants
WHERE tenant_id = %(tenant)s AND %(sku)s::text IS NULL AND variant_id = ANY(%(ids)s)
LIMIT 10

-- name: on_the_way
-- Sold here, and not yet known there: what is told does not count it.
SELECT l.sku, COALESCE(NULLIF(l.variant_id, ''), l.sku) AS variant_id, sum(l.quantity)::integer AS quantity
FROM shop.order_pushes p JOIN shop.orders o USING (tenant_id, order_no) JOIN shop.order_lines l USING (tenant_id, order_no)
WHERE p.tenant_id = %(tenant)s AND p.state IN ('waiting', 'pushing') AND p.shop_id IS NULL AND o.state = 'new'
GROUP BY 1, 2
