-- name: put_products
INSERT INTO shop.products (tenant_id, sku, name_ar, name_en, description_ar, description_en, price, currency, category,
  sizes, colors_ar, colors_en, stock, tags, size_chart)
SELECT %(tenant)s, p.sku, p.name_ar, p.name_en, p.description_ar, p.description_en, p.price, p.currency, p.category,
  ARRAY(SELECT jsonb_array_elements_text(p.sizes)), ARRAY(SELECT jsonb_array_elements_text(p.colors_ar)),
  ARRAY(SELECT jsonb_array_elements_text(p.colors_en)), p.stock, ARRAY(SELECT jsonb_array_elements_text(p.tags)),
  p.size_chart
FROM jsonb_to_recordset(%(rows)s) AS p (sku text, name_ar text, name_en text, description_ar text, description_en text,
  price numeric, currency text, category text, sizes jsonb, colors_ar jsonb, colors_en jsonb, stock integer, tags jsonb,
  size_chart jsonb)
ON CONFLICT (tenant_id, sku) DO UPDATE SET name_ar = EXCLUDED.name_ar, name_en = EXCLUDED.name_en,
  description_ar = EXCLUDED.description_ar, description_en = EXCLUDED.description_en, price = EXCLUDED.price,
  currency = EXCLUDED.currency, category = EXCLUDED.category, sizes = EXCLUDED.sizes,
  colors_ar = EXCLUDED.colors_ar, colors_en = EXCLUDED.colors_en, stock = EXCLUDED.stock, tags = EXCLUDED.tags,
  size_chart = EXCLUDED.size_chart, active = true

-- name: put_entries
INSERT INTO shop.knowledge (tenant_id, entry_id, title_ar, title_en, text_ar, text_en, tags)
SELECT %(tenant)s, k.entry_id, k.title_ar, k.title_en, k.text_ar, k.text_en,
  ARRAY(SELECT jsonb_array_elements_text(k.tags))
FROM jsonb_to_recordset(%(rows)s) AS k (entry_id text, title_ar text, title_en text, text_ar text, text_en text, tags jsonb)
ON CONFLICT (tenant_id, entry_id) DO UPDATE SET title_ar = EXCLUDED.title_ar, title_en = EXCLUDED.title_en,
  text_ar = EXCLUDED.text_ar, text_en = EXCLUDED.text_en, tags = EXCLUDED.tags

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

-- name: products
SELECT sku, name_ar, name_en, description_ar, description_en, price, currency, category, sizes, colors_ar, colors_en,
  stock, tags, size_chart
FROM shop.products WHERE tenant_id = %(tenant)s AND active ORDER BY sku

-- name: entries
SELECT entry_id, title_ar, title_en, text_ar, text_en, tags
FROM shop.knowledge WHERE tenant_id = %(tenant)s ORDER BY entry_id

-- name: indexes
-- The live one first, and during a move the other.
SELECT search_service, search_index FROM shop.tenants WHERE tenant_id = %(tenant)s
UNION ALL
SELECT CASE WHEN switched_at IS NULL THEN to_service ELSE from_service END, CASE WHEN switched_at IS NULL THEN to_index ELSE from_index END
FROM shop.search_moves WHERE tenant_id = %(tenant)s
