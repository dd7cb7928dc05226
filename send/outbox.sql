-- name: facts
SELECT now() AS now, c.last_customer_at, c.paused_until, c.echo_hold_until, a.state AS account_state, a.access_token,
  a.busy_until, a.usage_percent, a.usage_at,
  c.last_customer_seq > c.answered_seq AND c.turn_started_at > now() - interval '30 seconds' AS thinking
FROM shop.conversations c JOIN shop.accounts a USING (tenant_id, account_id)
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
FOR UPDATE OF c

-- name: wish
-- By itself: beside the lock it would be read as of before the lock was waited for.
SELECT opted_out_at IS NOT NULL AS opted_out FROM shop.customers
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: oldest
SELECT part_no, turn_no, text, state, not_before, attempts, attempt_id::text, first_posted_at, lease_until, doubt_checks,
  COALESCE(doubt_since, lease_until, now()) AS doubt_since, traceparent
FROM shop.parts
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND state IN ('queued', 'sending', 'in_doubt')
ORDER BY part_no LIMIT 1

-- name: claim
UPDATE shop.parts SET state = 'sending', attempt_id = %(attempt_id)s, attempts = attempts + 1, doubt_checks = 0, doubt_since = NULL,
  first_posted_at = COALESCE(first_posted_at, now()), lease_until = now() + %(lease)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)

-- name: put_off
UPDATE shop.parts SET not_before = now() + %(wait)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)

-- name: sent
UPDATE shop.parts SET state = 'sent', mid = %(mid)s, sent_at = now(), lease_until = NULL, reason = NULL
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')

-- name: again
UPDATE shop.parts SET state = 'queued', lease_until = NULL, reason = %(reason)s, not_before = now() + %(wait)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')

-- name: doubt
UPDATE shop.parts SET state = 'in_doubt', lease_until = NULL, reason = %(reason)s, not_before = now() + %(wait)s,
  doubt_checks = %(checks)s, doubt_since = COALESCE(doubt_since, now())
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')

-- name: end
-- What a customer may never have got is a person's business.
WITH ended AS (
  UPDATE shop.parts SET state = %(state)s, lease_until = NULL, reason = %(reason)s
  WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
    AND state IN ('queued', 'sending', 'in_doubt')
  RETURNING tenant_id, account_id, customer_id
)
UPDATE shop.conversations c SET needs_person_since = COALESCE(c.needs_person_since, now()),
  needs_person_reason = COALESCE(c.needs_person_reason, %(reason)s)
FROM ended e
WHERE (c.tenant_id, c.account_id, c.customer_id) = (e.tenant_id, e.account_id, e.customer_id)
  AND %(state)s IN ('failed', 'unknown')

-- name: cancel_rest
-- Of one turn, or of the conversation when none is named.
UPDATE shop.parts SET state = 'cancelled', reason = %(reason)s
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND turn_no = COALESCE(%(turn_no)s::bigint, turn_no) AND state = 'queued'

-- name: known_mids
SELECT mid FROM shop.parts WHERE tenant_id = %(tenant)s AND mid = ANY(%(mids)s)
UNION SELECT mid FROM shop.events WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND author = 'owner' AND mid = ANY(%(mids)s)
