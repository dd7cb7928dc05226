-- name: add
-- A row comes back for every product that there is, also when its media are known.
INSERT INTO shop.product_media AS m (tenant_id, media_id, sku)
SELECT %(tenant)s, %(media)s, p.sku FROM shop.products p WHERE (p.tenant_id, p.sku) = (%(tenant)s, %(sku)s)
ON CONFLICT (tenant_id, media_id, sku) DO UPDATE SET added_at = m.added_at
RETURNING sku

-- name: remove
DELETE FROM shop.product_media WHERE (tenant_id, media_id) = (%(tenant)s, %(media)s)

-- name: listed
SELECT media_id, sku FROM shop.product_media WHERE tenant_id = %(tenant)s ORDER BY media_id, sku

-- name: import
-- What a file names is added; what was set elsewhere stays.
INSERT INTO shop.product_media (tenant_id, media_id, sku)
SELECT %(tenant)s, media_id, p.sku
FROM jsonb_to_recordset(%(rows)s) AS p (sku text, media_ids jsonb), jsonb_array_elements_text(p.media_ids) media_id
ON CONFLICT DO NOTHING
