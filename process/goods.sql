-- name: goods
SELECT p.sku, COALESCE(NULLIF(p.name_ar, ''), p.name_en) AS name_ar, COALESCE(NULLIF(p.name_en, ''), p.name_ar) AS name_en,
  p.price, p.currency, p.sizes, p.colors_ar, p.colors_en, p.stock, p.size_chart, p.count_together, v.variants
FROM shop.products p LEFT JOIN LATERAL shop.variants_of(p) v ON true
WHERE p.tenant_id = %(tenant)s AND p.sku = ANY(%(skus)s) AND p.active
