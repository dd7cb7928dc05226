-- name: shown
SELECT p.sku, p.name_ar, p.name_en, p.description_ar, p.description_en, p.price, p.currency, p.sizes, p.colors_ar,
  p.colors_en, p.stock, p.stock > 0 AS in_stock, array_agg(m.media_id) AS media
FROM shop.product_media m JOIN shop.products p USING (tenant_id, sku)
WHERE m.tenant_id = %(tenant)s AND m.media_id = ANY(%(media)s) AND p.active
GROUP BY p.tenant_id, p.sku ORDER BY min(m.added_at), p.sku LIMIT %(most)s
