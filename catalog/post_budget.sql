-- name: turn
-- The lock of the turns that reserve: those of one shop look at what is left one after the other.
SELECT pg_advisory_xact_lock(hashtextextended(%(tenant)s::text, 1))

-- name: reserve
-- No customer has asked for it.
INSERT INTO shop.usage_ledger (tenant_id, entry_id, account_id, state, reserved_until, money)
SELECT %(tenant)s, %(entry)s, %(account)s, 'reserved', now() + %(within)s::interval, %(money)s
WHERE NOT EXISTS (
  SELECT FROM shop.budgets b, shop.spent(b.tenant_id, b.period) s
  WHERE b.tenant_id = %(tenant)s AND b.money < s.settled + s.reserved + %(money)s)
RETURNING entry_id

-- name: settle
UPDATE shop.usage_ledger SET state = 'settled', money = %(money)s, prompt_tokens = %(prompt)s, cached_tokens = %(cached)s,
  completion_tokens = %(completion)s
WHERE (tenant_id, entry_id) = (%(tenant)s, %(entry)s)

-- name: release
UPDATE shop.usage_ledger SET state = 'released' WHERE (tenant_id, entry_id) = (%(tenant)s, %(entry)s)
