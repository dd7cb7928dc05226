-- name: put
-- Absent leaves as it is; what is taken away is named.
UPDATE shop.tenants SET
  cliq_alias = COALESCE(%(cliq_alias)s, cliq_alias), bank_account = COALESCE(%(bank_account)s, bank_account),
  minimum_order = NULLIF(COALESCE(%(minimum_order)s, minimum_order, 0), 0),
  remind_after = CASE WHEN %(remind_after_hours)s = 0 THEN NULL ELSE COALESCE(make_interval(hours => %(remind_after_hours)s), remind_after) END,
  bargaining = COALESCE(%(bargaining)s, bargaining), offers = COALESCE(%(offers)s, offers),
  last_order_on = CASE WHEN %(open)s THEN NULL ELSE COALESCE(%(last_order_on)s, last_order_on) END,
  closed_ar = COALESCE(%(closed_ar)s, closed_ar), closed_en = COALESCE(%(closed_en)s, closed_en)
WHERE tenant_id = %(tenant)s
RETURNING cliq_alias, bank_account, minimum_order, last_order_on, closed_ar, closed_en, currency, bargaining, offers,
  (extract(epoch FROM remind_after) / 3600)::integer AS remind_after_hours
