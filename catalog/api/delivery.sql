-- name: areas
SELECT area_id AS id, name_ar, name_en, aliases, governorate, served, fee, currency, days_min, days_max
FROM shop.delivery_areas WHERE tenant_id = %(tenant)s ORDER BY area_id

-- name: free_from
SELECT free_delivery_from FROM shop.tenants WHERE tenant_id = %(tenant)s
