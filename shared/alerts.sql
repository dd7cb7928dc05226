-- name: raise
INSERT INTO shop.alerts (tenant_id, account_id, kind, about, customer_id, detail)
VALUES (%(tenant)s, %(account)s, %(kind)s, %(about)s, %(customer)s, %(detail)s) ON CONFLICT DO NOTHING

-- name: end
UPDATE shop.alerts SET ended_at = now()
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND kind = %(kind)s AND ended_at IS NULL
  AND about = COALESCE(%(about)s, about)

-- name: open
SELECT a.alert_id, a.account_id, a.kind, a.about, a.customer_id, a.detail, a.at,
  CASE a.kind WHEN 'person_wanted' THEN c.needs_person_summary END AS summary
FROM shop.alerts a LEFT JOIN shop.conversations c
  ON (c.tenant_id, c.account_id, c.customer_id) = (a.tenant_id, a.account_id, a.customer_id)
WHERE a.tenant_id = %(tenant)s AND a.ended_at IS NULL ORDER BY a.at
