-- name: turn
-- Those of one shop one after the other, for the moment in which they look at what is left.
SELECT pg_advisory_xact_lock(hashtextextended(%(tenant)s::text, 1))

-- name: reserve
INSERT INTO shop.usage_ledger (tenant_id, account_id, customer_id, turn_no, state, reserved_until, money)
SELECT %(tenant)s, %(account)s, %(customer)s, %(turn_no)s, 'reserved', now() + %(within)s::interval, %(money)s
WHERE NOT EXISTS (
  SELECT FROM shop.budgets b WHERE b.tenant_id = %(tenant)s AND b.money < %(money)s + (
    SELECT COALESCE(sum(l.money), 0) FROM shop.usage_ledger l
    WHERE l.tenant_id = b.tenant_id AND l.at >= date_trunc(b.period, now() AT TIME ZONE 'Asia/Amman') AT TIME ZONE 'Asia/Amman'
      AND (l.state = 'settled' OR (l.state = 'reserved' AND l.reserved_until > now()))))
RETURNING entry_id
