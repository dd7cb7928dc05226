-- name: one
SELECT a.alert_id, a.kind, a.detail ->> 'reason' AS reason,
  CASE WHEN a.kind IN ('new_order', 'order_changed', 'order_refused', 'order_waiting') THEN a.about END AS order_no, a.at, a.ended_at, a.account_id, a.customer_id, n.username AS account,
  c.username AS customer, t.time_zone
FROM shop.alerts a JOIN shop.tenants t USING (tenant_id)
LEFT JOIN shop.accounts n ON (n.tenant_id, n.account_id) = (a.tenant_id, a.account_id)
LEFT JOIN shop.customers c ON (c.tenant_id, c.account_id, c.customer_id) = (a.tenant_id, a.account_id, a.customer_id)
WHERE (a.tenant_id, a.alert_id) = (%(tenant)s, %(alert)s)

-- name: open
SELECT a.alert_id, a.kind, a.detail ->> 'reason' AS reason,
  CASE WHEN a.kind IN ('new_order', 'order_changed', 'order_refused', 'order_waiting') THEN a.about END AS order_no, a.at, a.ended_at, a.account_id, a.customer_id, n.username AS account,
  c.username AS customer, t.time_zone
FROM shop.alerts a JOIN shop.tenants t USING (tenant_id)
LEFT JOIN shop.accounts n ON (n.tenant_id, n.account_id) = (a.tenant_id, a.account_id)
LEFT JOIN shop.customers c ON (c.tenant_id, c.account_id, c.customer_id) = (a.tenant_id, a.account_id, a.customer_id)
WHERE a.tenant_id = %(tenant)s AND a.ended_at IS NULL ORDER BY a.at, a.alert_id LIMIT %(most)s
