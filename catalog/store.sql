-- name: put_products
INSERT INTO shop.products (tenant_id, sku, name_ar, name_en, description_ar, description_en, price, currency, category,
  sizes, colors_ar, colors_en, stock, tags)
SELECT %(tenant)s, p.sku, p.name_ar, p.name_en, p.description_ar, p.description_en, p.price, p.currency, p.category,
  ARRAY(SELECT jsonb_array_elements_text(p.sizes)), ARRAY(SELECT jsonb_array_elements_text(p.colors_ar)),
  ARRAY(SELECT jsonb_array_elements_text(p.colors_en)), p.stock, ARRAY(SELECT jsonb_array_elements_text(p.tags))
FROM jsonb_to_recordset(%(rows)s) AS p (sku text, name_ar text, name_en text, description_ar text, description_en text,
  price numeric, currency text, category text, sizes jsonb, colors_ar jsonb, colors_en jsonb, stock integer, tags jsonb)
ON CONFLICT (tenant_id, sku) DO UPDATE SET name_ar = EXCLUDED.name_ar, name_en = EXCLUDED.name_en,
  description_ar = EXCLUDED.description_ar, description_en = EXCLUDED.description_en, price = EXCLUDED.price,
  currency = EXCLUDED.currency, category = EXCLUDED.category, sizes = EXCLUDED.sizes,
  colors_ar = EXCLUDED.colors_ar, colors_en = EXCLUDED.colors_en, stock = EXCLUDED.stock, tags = EXCLUDED.tags,
  active = true

-- name: put_entries
INSERT INTO shop.knowledge (tenant_id, entry_id, title_ar, title_en, text_ar, text_en, tags)
SELECT %(tenant)s, k.entry_id, k.title_ar, k.title_en, k.text_ar, k.text_en,
  ARRAY(SELECT jsonb_array_elements_text(k.tags))
FROM jsonb_to_recordset(%(rows)s) AS k (entry_id text, title_ar text, title_en text, text_ar text, text_en text, tags jsonb)
ON CONFLICT (tenant_id, entry_id) DO UPDATE SET title_ar = EXCLUDED.title_ar, title_en = EXCLUDED.title_en,
  text_ar = EXCLUDED.text_ar, text_en = EXCLUDED.text_en, tags = EXCLUDED.tags

-- name: products
SELECT sku, name_ar, name_en, description_ar, description_en, price, currency, category, sizes, colors_ar, colors_en,
  stock, tags
FROM shop.products WHERE tenant_id = %(tenant)s AND active ORDER BY sku

-- name: entries
SELECT entry_id, title_ar, title_en, text_ar, text_en, tags
FROM shop.knowledge WHERE tenant_id = %(tenant)s ORDER BY entry_id

-- name: live_index
SELECT search_index FROM shop.tenants WHERE tenant_id = %(tenant)s
