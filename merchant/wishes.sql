-- name: wishes
-- Of products that the shop still has.
SELECT w.*, COALESCE(NULLIF(p.name_ar, ''), p.name_en) AS name_ar, COALESCE(NULLIF(p.name_en, ''), p.name_ar) AS name_en,
  p.active, p.sizes, p.colors_ar, p.colors_en, p.stock, p.count_together, v.variants
FROM (
  SELECT tenant_id, sku, option, max(variant_id) AS variant_id, count(*)::integer AS customers, max(wished_at) AS last
  FROM shop.wishes WHERE tenant_id = %(tenant)s GROUP BY 1, 2, 3
) w JOIN shop.products p USING (tenant_id, sku) LEFT JOIN LATERAL shop.variants_of(p) v ON true
ORDER BY w.last DESC, w.sku, w.option LIMIT %(most)s
