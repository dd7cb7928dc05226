-- name: terms
SELECT free_delivery_from, currency, cliq_alias, bank_account, minimum_order, last_order_on, closed_ar, closed_en,
  (now() AT TIME ZONE time_zone)::date AS today
FROM shop.tenants WHERE tenant_id = %(tenant)s
