-- name: turn
-- Those of one shop one after the other, for the moment in which they look at what is left.
SELECT pg_advisory_xact_lock(hashtextextended(%(tenant)s::text, 1))

-- name: reserve
-- A conversation has one turn at a time: what an earlier one still holds is of a process that died, or lost its turn.
WITH given_up AS (
  UPDATE shop.usage_ledger SET state = 'released'
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND state = 'reserved' AND turn_no < %(turn_no)s
)
INSERT INTO shop.usage_ledger AS kept (tenant_id, account_id, customer_id, turn_no, state, reserved_until, money)
SELECT %(tenant)s, %(account)s, %(customer)s, %(turn_no)s, 'reserved', now() + %(within)s::interval, %(money)s
WHERE NOT EXISTS (
  SELECT FROM shop.budgets b, shop.spent(b.tenant_id, b.period, %(account)s, %(customer)s) s
  WHERE b.tenant_id = %(tenant)s AND b.money < s.settled + s.reserved + %(money)s)
ON CONFLICT (tenant_id, account_id, customer_id, turn_no) DO UPDATE SET reserved_until = EXCLUDED.reserved_until,
  money = EXCLUDED.money WHERE kept.state = 'reserved'
RETURNING entry_id

-- name: tell_spent
-- Another turn has no room, beside what is spent and reserved. Of all accounts of a shop one is told for, always the same.
INSERT INTO shop.alerts (tenant_id, account_id, kind, about, detail)
SELECT b.tenant_id, (SELECT min(account_id) FROM shop.accounts WHERE tenant_id = b.tenant_id), 'budget_spent', s.about,
  jsonb_build_object('period', b.period, 'budget', b.money::text)
FROM shop.budgets b, shop.spent(b.tenant_id, b.period) s
WHERE b.tenant_id = %(tenant)s AND b.money < s.settled + s.reserved + %(money)s
ON CONFLICT DO NOTHING
RETURNING detail ->> 'period' AS period

-- name: tell_low
WITH stands AS (
  SELECT b.tenant_id, b.period, b.money, s.about, s.settled
  FROM shop.budgets b, shop.spent(b.tenant_id, b.period) s WHERE b.tenant_id = %(tenant)s
), over AS (  -- a day that has passed needs nobody any more
  UPDATE shop.alerts a SET ended_at = now()
  WHERE a.tenant_id = %(tenant)s AND a.kind IN ('budget_low', 'budget_spent') AND a.ended_at IS NULL
    AND NOT EXISTS (SELECT FROM stands s WHERE s.about = a.about)
)
INSERT INTO shop.alerts (tenant_id, account_id, kind, about, detail)
SELECT s.tenant_id, (SELECT min(account_id) FROM shop.accounts WHERE tenant_id = s.tenant_id), 'budget_low', s.about,
  jsonb_build_object('period', s.period, 'budget', s.money::text)
FROM stands s WHERE s.settled >= s.money * %(most)s
ON CONFLICT DO NOTHING
RETURNING detail ->> 'period' AS period
