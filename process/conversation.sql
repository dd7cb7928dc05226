-- name: lock
WITH customer AS (
  INSERT INTO shop.customers (tenant_id, account_id, customer_id) VALUES (%(tenant)s, %(account)s, %(customer)s)
  ON CONFLICT DO NOTHING
)
INSERT INTO shop.conversations AS c (tenant_id, account_id, customer_id)
VALUES (%(tenant)s, %(account)s, %(customer)s)
ON CONFLICT (tenant_id, account_id, customer_id) DO UPDATE SET customer_id = EXCLUDED.customer_id
RETURNING c.*, now() AS now

-- name: rules
SELECT quiet, quiet_cap, owner_pause FROM shop.tenants WHERE tenant_id = %(tenant)s

-- name: known_keys
-- The release before wrote keys with the events only, and may still be running.
SELECT event_key FROM shop.event_keys WHERE tenant_id = %(tenant)s AND event_key = ANY(%(keys)s)
UNION SELECT event_key FROM shop.events WHERE tenant_id = %(tenant)s AND event_key = ANY(%(keys)s)

-- name: waiting
SELECT seq, at FROM shop.events
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND author = 'customer' AND disposition IS NULL

-- name: own_parts
SELECT part_no, state, text, mid, attempt_id::text FROM shop.parts
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  -- A part that is queued again after a failed attempt may have been posted all the same.
  AND (state IN ('sending', 'in_doubt') OR (state = 'unknown' AND first_posted_at > now() - interval '1 day') OR (state = 'queued' AND attempts > 0) OR mid = ANY(%(mids)s))
ORDER BY part_no

-- name: add_events
WITH told AS (
  SELECT * FROM jsonb_to_recordset(%(events)s) AS e (seq bigint, event_key text, kind text, author text, at timestamptz,
    mid text, text text, attachments jsonb, raw text, disposition text)
), keys AS (
  INSERT INTO shop.event_keys (tenant_id, event_key) SELECT %(tenant)s, event_key FROM told
)
INSERT INTO shop.events
  (tenant_id, account_id, customer_id, seq, event_key, kind, author, at, mid, text, attachments, raw, disposition,
  traceparent)
SELECT %(tenant)s, %(account)s, %(customer)s, e.seq, e.event_key, e.kind, e.author, e.at, e.mid, e.text,
  ARRAY(SELECT jsonb_array_elements_text(e.attachments)), e.raw, e.disposition, %(traceparent)s
FROM told e

-- name: update
UPDATE shop.conversations SET
  -- Attempts count against one question; what the owner has settled is another.
  turn_attempts = CASE WHEN answered_seq = %(answered_seq)s THEN turn_attempts ELSE 0 END,
  last_seq = %(last_seq)s, last_customer_seq = %(last_customer_seq)s, answered_seq = %(answered_seq)s,
  first_unanswered_at = %(first_unanswered_at)s, due_at = %(due_at)s, last_customer_at = %(last_customer_at)s,
  paused_until = %(paused_until)s, echo_hold_until = %(echo_hold_until)s, echo_hold_mid = %(echo_hold_mid)s,
  needs_person_since = %(needs_person_since)s, needs_person_reason = %(needs_person_reason)s,
  rings = 0, next_ring_at = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: leave_to_owner
UPDATE shop.events SET disposition = 'left_to_owner'
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND seq = ANY(%(seqs)s)

-- name: from_owner_after_all
UPDATE shop.events SET author = 'owner', disposition = 'from_owner'
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND kind = 'echo' AND mid = %(mid)s

-- name: bind_part
UPDATE shop.parts SET state = 'sent', mid = %(mid)s, sent_at = now(), lease_until = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND part_no = %(part_no)s

-- name: cancel_queued
UPDATE shop.parts SET state = 'cancelled', reason = 'owner_took_over'
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND state = 'queued'
