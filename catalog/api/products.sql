-- name: page
SELECT sku FROM shop.products
WHERE tenant_id = %(tenant)s AND (%(active)s::boolean IS NULL OR active = %(active)s::boolean)
  AND (%(part)s::text IS NULL OR strpos(lower(sku), lower(%(part)s::text)) > 0)
  AND (%(sku)s::text IS NULL OR sku > %(sku)s::text)
ORDER BY sku LIMIT %(most)s
