-- name: areas
SELECT area_id, name_ar, name_en, aliases, governorate, served, fee, currency, days_min, days_max
FROM shop.delivery_areas WHERE tenant_id = %(tenant)s ORDER BY area_id

-- name: terms
-- Offers count for a shop that bargains by them.
SELECT free_delivery_from, currency, CASE WHEN bargaining = 'offers' THEN offers ELSE '[]' END AS offers,
  (now() AT TIME ZONE time_zone)::date AS today
FROM shop.tenants WHERE tenant_id = %(tenant)s
