-- name: lock
-- Imports of one shop, one after the other: what is compared is what is written.
SELECT pg_advisory_xact_lock(hashtextextended(%(tenant)s::text, 2))

-- name: stored
SELECT p.sku, p.name_ar, p.name_en, p.description_ar, p.description_en, p.price, p.compare_at, p.currency, p.category,
  p.tags, p.images, p.size_chart, p.active, p.sizes, p.colors_ar, p.colors_en, p.stock, p.count_together, v.variants,
  ARRAY(SELECT m.media_id FROM shop.product_media m WHERE (m.tenant_id, m.sku) = (p.tenant_id, p.sku)
        ORDER BY m.added_at, m.media_id) AS media_ids
FROM shop.products p LEFT JOIN LATERAL shop.variants_of(p) v ON true
WHERE p.tenant_id = %(tenant)s AND p.sku = ANY(COALESCE(%(skus)s::text[],
  ARRAY(SELECT s.sku FROM shop.products s WHERE s.tenant_id = %(tenant)s AND s.active)))
ORDER BY p.sku

-- name: put_products
INSERT INTO shop.products (tenant_id, sku, name_ar, name_en, description_ar, description_en, price, compare_at, currency,
  category, sizes, colors_ar, colors_en, stock, tags, images, size_chart, active, count_together, variants_for)
SELECT %(tenant)s, p.sku, p.name_ar, p.name_en, p.description_ar, p.description_en, p.price, p.compare_at, p.currency,
  p.category, a.sizes, a.colors_ar, a.colors_en, p.stock, ARRAY(SELECT jsonb_array_elements_text(p.tags)),
  ARRAY(SELECT jsonb_array_elements_text(p.images)), p.size_chart, p.active, p.count_together,
  md5(ROW(a.sizes, a.colors_ar, a.colors_en, p.stock)::text)
FROM jsonb_to_recordset(%(rows)s) AS p (sku text, name_ar text, name_en text, description_ar text, description_en text,
  price numeric, compare_at numeric, currency text, category text, sizes jsonb, colors_ar jsonb, colors_en jsonb,
  stock integer, tags jsonb, images jsonb, size_chart jsonb, active boolean, count_together integer),
LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(p.sizes)) AS sizes,
  ARRAY(SELECT jsonb_array_elements_text(p.colors_ar)) AS colors_ar,
  ARRAY(SELECT jsonb_array_elements_text(p.colors_en)) AS colors_en) a
ON CONFLICT (tenant_id, sku) DO UPDATE SET name_ar = EXCLUDED.name_ar, name_en = EXCLUDED.name_en,
  description_ar = EXCLUDED.description_ar, description_en = EXCLUDED.description_en, price = EXCLUDED.price,
  compare_at = EXCLUDED.compare_at, currency = EXCLUDED.currency, category = EXCLUDED.category, sizes = EXCLUDED.sizes,
  colors_ar = EXCLUDED.colors_ar, colors_en = EXCLUDED.colors_en, stock = EXCLUDED.stock, tags = EXCLUDED.tags,
  images = EXCLUDED.images, size_chart = EXCLUDED.size_chart, active = EXCLUDED.active,
  count_together = EXCLUDED.count_together, variants_for = EXCLUDED.variants_for

-- name: forget_variants
DELETE FROM shop.product_variants WHERE tenant_id = %(tenant)s AND sku = ANY(%(skus)s)

-- name: put_variants
INSERT INTO shop.product_variants (tenant_id, sku, variant_id, position, size, color_ar, color_en, price, stock, count)
SELECT %(tenant)s, p.sku, v.variant_id, v.position, v.size, v.color_ar, v.color_en, v.price, v.stock, v.count
FROM jsonb_to_recordset(%(rows)s) AS p (sku text, variants jsonb), ROWS FROM (jsonb_to_recordset(p.variants) AS
  (variant_id text, size text, color_ar text, color_en text, price numeric, stock text, count integer)
) WITH ORDINALITY AS v (variant_id, size, color_ar, color_en, price, stock, count, position)

-- name: retire
UPDATE shop.products SET active = false
WHERE tenant_id = %(tenant)s AND active AND sku <> ALL(%(skus)s) RETURNING sku

-- name: stored_entries
SELECT entry_id, title_ar, title_en, text_ar, text_en, tags FROM shop.knowledge
WHERE tenant_id = %(tenant)s AND entry_id = ANY(COALESCE(%(ids)s::text[],
  ARRAY(SELECT s.entry_id FROM shop.knowledge s WHERE s.tenant_id = %(tenant)s)))
ORDER BY entry_id

-- name: put_entries
INSERT INTO shop.knowledge (tenant_id, entry_id, title_ar, title_en, text_ar, text_en, tags)
SELECT %(tenant)s, k.entry_id, k.title_ar, k.title_en, k.text_ar, k.text_en,
  ARRAY(SELECT jsonb_array_elements_text(k.tags))
FROM jsonb_to_recordset(%(rows)s) AS k (entry_id text, title_ar text, title_en text, text_ar text, text_en text, tags jsonb)
ON CONFLICT (tenant_id, entry_id) DO UPDATE SET title_ar = EXCLUDED.title_ar, title_en = EXCLUDED.title_en,
  text_ar = EXCLUDED.text_ar, text_en = EXCLUDED.text_en, tags = EXCLUDED.tags

-- name: note
-- A change on top of one that waits is one job.
INSERT INTO shop.index_jobs (tenant_id, kind, key, mark)
SELECT %(tenant)s, %(kind)s, unnest(%(keys)s::text[]), %(mark)s
ON CONFLICT (tenant_id, kind, key) DO UPDATE SET mark = EXCLUDED.mark, refused = NULL

-- name: live_index
SELECT search_service, search_index FROM shop.tenants WHERE tenant_id = %(tenant)s

-- name: forget_areas
DELETE FROM shop.delivery_areas
WHERE tenant_id = %(tenant)s AND area_id NOT IN (SELECT a.area_id FROM jsonb_to_recordset(%(rows)s) AS a (area_id text))

-- name: put_areas
INSERT INTO shop.delivery_areas (tenant_id, area_id, name_ar, name_en, aliases, governorate, served, fee, currency,
  days_min, days_max)
SELECT %(tenant)s, a.area_id, a.name_ar, a.name_en, ARRAY(SELECT jsonb_array_elements_text(a.aliases)), a.governorate,
  a.served, a.fee, a.currency, a.days_min, a.days_max
FROM jsonb_to_recordset(%(rows)s) AS a (area_id text, name_ar text, name_en text, aliases jsonb, governorate text,
  served boolean, fee numeric, currency text, days_min smallint, days_max smallint)
ON CONFLICT (tenant_id, area_id) DO UPDATE SET name_ar = EXCLUDED.name_ar, name_en = EXCLUDED.name_en,
  aliases = EXCLUDED.aliases, governorate = EXCLUDED.governorate, served = EXCLUDED.served, fee = EXCLUDED.fee,
  currency = EXCLUDED.currency, days_min = EXCLUDED.days_min, days_max = EXCLUDED.days_max

-- name: put_free_delivery
UPDATE shop.tenants SET free_delivery_from = %(free_from)s WHERE tenant_id = %(tenant)s
