-- name: lock
-- In one order for everybody, or two orders of the same goods would wait for each other for ever. A statement of its own:
-- beside it the rest would be read as of before the lock was waited for.
SELECT sku FROM shop.products WHERE tenant_id = %(tenant)s AND sku = ANY(%(skus)s) ORDER BY sku FOR UPDATE

-- name: goods
SELECT p.sku, p.sizes, p.colors_ar, p.colors_en, p.stock, p.count_together, v.variants
FROM shop.products p LEFT JOIN LATERAL shop.variants_of(p) v ON true
WHERE p.tenant_id = %(tenant)s AND p.sku = ANY(%(skus)s) ORDER BY p.sku

-- name: put_counts
UPDATE shop.product_variants v SET stock = m.stock, count = m.count
FROM jsonb_to_recordset(%(rows)s) AS m (sku text, variant_id text, stock text, count integer)
WHERE v.tenant_id = %(tenant)s AND (v.sku, v.variant_id) = (m.sku, m.variant_id)

-- name: put_products
-- Where the release before has written the row its own column counts, and no digest may call the variants true again.
UPDATE shop.products p SET stock = m.stock, count_together = m.together,
  variants_for = CASE WHEN m.derived THEN NULL ELSE md5(ROW(p.sizes, p.colors_ar, p.colors_en, m.stock)::text) END
FROM jsonb_to_recordset(%(rows)s) AS m (sku text, stock integer, together integer, derived boolean)
WHERE p.tenant_id = %(tenant)s AND p.sku = m.sku

-- name: note
INSERT INTO shop.index_jobs (tenant_id, kind, key, mark)
SELECT %(tenant)s, 'product', unnest(%(skus)s::text[]), %(mark)s
ON CONFLICT (tenant_id, kind, key) DO UPDATE SET mark = EXCLUDED.mark, refused = NULL
