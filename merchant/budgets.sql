-- name: put
INSERT INTO shop.budgets (tenant_id, period, money) VALUES (%(tenant)s, %(period)s, %(money)s)
ON CONFLICT (tenant_id, period) DO UPDATE SET money = EXCLUDED.money

-- name: drop
DELETE FROM shop.budgets WHERE tenant_id = %(tenant)s AND period = %(period)s

-- name: begin_anew
-- What was told of the budget before says nothing of this one.
UPDATE shop.alerts SET ended_at = now()
WHERE tenant_id = %(tenant)s AND kind IN ('budget_low', 'budget_spent') AND about LIKE %(about)s AND ended_at IS NULL

-- name: shown
SELECT p.period, b.money AS budget, COALESCE(sum(l.money), 0) AS spent, count(l.entry_id) AS turns
FROM (VALUES ('day'), ('month')) AS p (period)
LEFT JOIN shop.budgets b ON b.tenant_id = %(tenant)s AND b.period = p.period
LEFT JOIN shop.usage_ledger l ON l.tenant_id = %(tenant)s AND l.state = 'settled'
  AND l.at >= date_trunc(p.period, now() AT TIME ZONE 'Asia/Amman') AT TIME ZONE 'Asia/Amman'
GROUP BY p.period, b.money ORDER BY p.period
