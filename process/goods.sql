-- name: goods
SELECT p.sku, COALESCE(NULLIF(p.name_ar, ''), p.name_en) AS name_ar, COALESCE(NULLIF(p.name_en, ''), p.name_ar) AS name_en,
  p.price, p.currency, p.sizes, p.colors_ar, p.colors_en, p.stock, p.size_chart, p.count_together, v.variants
FROM shop.products p LEFT JOIN LATERAL shop.variants_of(p) v ON true
WHERE p.tenant_id = %(tenant)s AND p.sku = ANY(%(skus)s) AND p.active

-- name: alike
-- The nearest in price; which of them can be had is seen by their variants.
SELECT p.sku, COALESCE(NULLIF(p.name_ar, ''), p.name_en) AS name_ar, COALESCE(NULLIF(p.name_en, ''), p.name_ar) AS name_en,
  p.price, p.currency, p.sizes, p.colors_ar, p.colors_en, p.stock, p.size_chart, p.count_together, v.variants
FROM (
  SELECT o.*, abs(o.price - w.price) AS apart FROM shop.products w
    JOIN shop.products o ON (o.tenant_id, o.category, o.currency) = (w.tenant_id, w.category, w.currency) AND o.sku <> w.sku AND o.active
  WHERE w.tenant_id = %(tenant)s AND w.sku = %(sku)s AND w.category <> ''
  ORDER BY apart, o.sku LIMIT %(most)s
) near JOIN shop.products p USING (tenant_id, sku) LEFT JOIN LATERAL shop.variants_of(p) v ON true
ORDER BY near.apart, p.sku
