-- name: shown
-- A product without pictures of its own has that of a post it was drafted from: the one that was pointed at, if it is among them.
SELECT p.sku, COALESCE(NULLIF(p.name_ar, ''), p.name_en) AS name_ar, COALESCE(NULLIF(p.name_en, ''), p.name_ar) AS name_en,
  p.description_ar, p.description_en, p.price, CASE WHEN p.compare_at > p.price THEN p.compare_at END AS compare_at,
  p.currency, p.sizes, p.colors_ar, p.colors_en, p.stock, p.count_together, p.images[1] AS image, post.media_id AS post, m.media, v.variants
FROM shop.products p JOIN (
  SELECT sku, array_agg(media_id) AS media, min(added_at) AS added_at FROM shop.product_media
  WHERE tenant_id = %(tenant)s AND media_id = ANY(%(media)s) GROUP BY sku
) m USING (sku) LEFT JOIN LATERAL shop.variants_of(p) v ON true LEFT JOIN LATERAL (
  SELECT d.media_id FROM shop.product_media o JOIN shop.product_drafts d USING (tenant_id, media_id)
  WHERE (o.tenant_id, o.sku) = (p.tenant_id, p.sku)
  ORDER BY o.media_id = ANY(%(media)s) DESC, o.added_at, o.media_id LIMIT 1
) post ON true
WHERE p.tenant_id = %(tenant)s AND p.active ORDER BY m.added_at, p.sku LIMIT %(most)s
