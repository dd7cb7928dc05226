-- name: told
-- A percentage is as fresh at the end of a wait as it is now.
UPDATE shop.accounts SET
  usage_percent = COALESCE(%(percent)s::smallint, usage_percent),
  usage_at = CASE WHEN %(percent)s::smallint IS NULL THEN usage_at ELSE GREATEST(now(), now() + %(stop)s::interval) END,
  busy_until = GREATEST(busy_until, now() + %(stop)s::interval),
  busy_reason = CASE WHEN %(stop)s::interval IS NULL THEN busy_reason ELSE %(reason)s::text END
WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: take_slot
-- Of several that would post at once, one may; for the others the account is busy until the next slot.
UPDATE shop.accounts SET busy_until = now() + %(spacing)s, busy_reason = 'slowed_down'
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND (busy_until IS NULL OR busy_until <= now())
RETURNING busy_until
