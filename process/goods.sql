-- name: goods
SELECT p.sku, COALESCE(NULLIF(p.name_ar, ''), p.name_en) AS name_ar, COALESCE(NULLIF(p.name_en, ''), p.name_ar) AS name_en,
  p.price, p.currency, p.sizes, p.colors_ar, p.colors_en, p.stock, p.size_chart, p.count_together, v.variants
FROM shop.products p LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('variant_id', v.variant_id, 'size', v.size, 'color_ar', v.color_ar,
    'color_en', v.color_en, 'price', v.price::text, 'stock', v.stock, 'count', v.count) ORDER BY v.position) AS variants
  FROM shop.product_variants v
  WHERE (v.tenant_id, v.sku) = (p.tenant_id, p.sku)
    AND p.variants_for = md5(ROW(p.sizes, p.colors_ar, p.colors_en, p.stock)::text)
) v ON true
WHERE p.tenant_id = %(tenant)s AND p.sku = ANY(%(skus)s) AND p.active
