-- name: raise
INSERT INTO shop.alerts (tenant_id, account_id, kind, about, customer_id, detail)
VALUES (%(tenant)s, %(account)s, %(kind)s, %(about)s, %(customer)s, %(detail)s) ON CONFLICT DO NOTHING

-- name: end
UPDATE shop.alerts SET ended_at = now()
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND kind = %(kind)s AND ended_at IS NULL
  AND about = COALESCE(%(about)s, about)

-- name: open
SELECT alert_id, account_id, kind, about, customer_id, detail, at FROM shop.alerts
WHERE tenant_id = %(tenant)s AND ended_at IS NULL ORDER BY at
