-- name: product
SELECT sku, name_ar, name_en, sizes, stock, size_chart
FROM shop.products WHERE tenant_id = %(tenant)s AND sku = %(sku)s AND active
