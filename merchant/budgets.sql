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
-- What drafting from posts has cost is no turn, though it is spent.
SELECT p.period, b.money AS budget, s.settled AS spent, (
  SELECT count(l.turn_no) FROM shop.usage_ledger l WHERE l.tenant_id = %(tenant)s AND l.state = 'settled'
    AND l.at >= date_trunc(p.period, now() AT TIME ZONE 'Asia/Amman') AT TIME ZONE 'Asia/Amman') AS turns
FROM (VALUES ('day'), ('month')) AS p (period)
CROSS JOIN shop.spent(%(tenant)s, p.period) s
LEFT JOIN shop.budgets b ON b.tenant_id = %(tenant)s AND b.period = p.period
ORDER BY p.period
