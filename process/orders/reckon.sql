-- name: terms
-- Offers count for a shop that bargains by them.
SELECT free_delivery_from, currency, cliq_alias, bank_account, minimum_order, last_order_on, closed_ar, closed_en,
  CASE WHEN bargaining = 'offers' THEN offers ELSE '[]' END AS offers,
  (now() AT TIME ZONE time_zone)::date AS today
FROM shop.tenants WHERE tenant_id = %(tenant)s
