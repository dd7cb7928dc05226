-- name: lock
WITH customer AS (
  INSERT INTO shop.customers (tenant_id, account_id, customer_id) VALUES (%(tenant)s, %(account)s, %(customer)s)
  ON CONFLICT DO NOTHING
)
INSERT INTO shop.conversations AS c (tenant_id, account_id, customer_id)
VALUES (%(tenant)s, %(account)s, %(customer)s)
ON CONFLICT (tenant_id, account_id, customer_id) DO UPDATE SET customer_id = EXCLUDED.customer_id
RETURNING c.*, now() AS now

-- name: unmake
-- What this very transaction made for a message that is known: its customer has been erased since.
WITH customer AS (
  DELETE FROM shop.customers
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND first_seen_at = now()
)
DELETE FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND last_seq = 0 AND last_part_no = 0

-- name: rules
SELECT quiet, quiet_cap, owner_pause, resume_phrase, comment_rule, comment_keywords FROM shop.tenants WHERE tenant_id = %(tenant)s

-- name: known_keys
-- The release before wrote keys with the events only, and may still be running.
SELECT event_key FROM shop.event_keys WHERE tenant_id = %(tenant)s AND event_key = ANY(%(keys)s)
UNION SELECT event_key FROM shop.events WHERE tenant_id = %(tenant)s AND event_key = ANY(%(keys)s)

-- name: waiting
SELECT seq, at, mid, CASE WHEN text IS NULL AND cardinality(attachments) = 1 THEN attachments[1] END AS shown FROM shop.events
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND author = 'customer' AND disposition IS NULL

-- name: changes
-- Told before the message was: the newest edit, unless the customer took the message back.
SELECT DISTINCT ON (mid) mid, COALESCE((detail ->> 'number')::integer, 0) AS number, text FROM shop.events
WHERE tenant_id = %(tenant)s AND mid = ANY(%(mids)s) AND account_id = %(account)s AND customer_id = %(customer)s
  AND (kind = 'unsend' OR (kind = 'edit' AND text IS NOT NULL))
ORDER BY mid, kind = 'unsend' DESC, (detail ->> 'number')::integer DESC NULLS LAST

-- name: customer_at
-- How lively the exchange is: what an owner may just be typing an answer to.
SELECT at FROM shop.events
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND author = 'customer'
ORDER BY seq DESC LIMIT 20

-- name: elsewhere
SELECT text, count(DISTINCT customer_id) AS conversations FROM shop.events
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND kind = 'echo' AND author <> 'us'
  AND md5(text) = ANY(SELECT md5(said) FROM unnest(%(texts)s::text[]) said) AND text = ANY(%(texts)s)
  AND customer_id <> %(customer)s AND recorded_at > now() - interval '1 day'
GROUP BY text

-- name: own_parts
SELECT part_no, state, mid, attempt_id::text,
  CASE WHEN COALESCE(content ->> 'kind', 'text') IN ('text', 'buttons') THEN COALESCE(content ->> 'text', text) END AS text
FROM shop.parts
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  -- A part that is queued again after a failed attempt may have been posted all the same.
  AND NOT public
  AND (state IN ('sending', 'in_doubt') OR (state = 'unknown' AND first_posted_at > now() - interval '1 day') OR (state = 'queued' AND attempts > 0) OR mid = ANY(%(mids)s))
ORDER BY part_no

-- name: add_events
WITH told AS (
  SELECT * FROM jsonb_to_recordset(%(events)s) AS e (seq bigint, event_key text, kind text, author text, at timestamptz,
    mid text, text text, attachments jsonb, raw text, detail jsonb, disposition text)
), keys AS (
  INSERT INTO shop.event_keys (tenant_id, event_key) SELECT %(tenant)s, event_key FROM told
)
INSERT INTO shop.events
  (tenant_id, account_id, customer_id, seq, event_key, kind, author, at, mid, text, attachments, raw, detail,
  disposition, traceparent)
SELECT %(tenant)s, %(account)s, %(customer)s, e.seq, e.event_key, e.kind, e.author, e.at, e.mid, e.text,
  ARRAY(SELECT jsonb_array_elements_text(e.attachments)), e.raw, e.detail, e.disposition, %(traceparent)s
FROM told e

-- name: update
UPDATE shop.conversations SET
  -- Attempts count against one question; what the owner has settled is another.
  turn_attempts = CASE WHEN answered_seq = %(answered_seq)s AND %(restart)s = 0 THEN turn_attempts ELSE 0 END,
  retry_at = CASE WHEN answered_seq = %(answered_seq)s THEN retry_at END,
  turn_no = turn_no + %(restart)s,
  last_seq = %(last_seq)s, last_customer_seq = %(last_customer_seq)s, answered_seq = %(answered_seq)s,
  first_unanswered_at = %(first_unanswered_at)s, due_at = %(due_at)s, last_customer_at = %(last_customer_at)s,
  paused_until = %(paused_until)s, echo_hold_until = %(echo_hold_until)s, echo_hold_mid = %(echo_hold_mid)s,
  last_owner_at = %(last_owner_at)s, pause_began_at = %(pause_began_at)s, handed_back_at = %(handed_back_at)s, remind_owner_at = %(remind_owner_at)s,
  ad_click_at = %(ad_click_at)s,
  needs_person_since = %(needs_person_since)s, needs_person_reason = %(needs_person_reason)s,
  needs_person_summary = CASE WHEN %(needs_person_since)s::timestamptz IS NOT NULL THEN needs_person_summary END,
  rings = 0, next_ring_at = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: change
-- Without a text the message was taken back: nothing stays of what it said, nor of what its edits said.
UPDATE shop.events e SET text = %(text)s,
  attachments = CASE WHEN %(text)s::text IS NULL THEN '{}' ELSE attachments END,
  detail = CASE WHEN %(text)s::text IS NULL THEN NULL ELSE detail END,
  transcript = CASE WHEN %(text)s::text IS NULL THEN NULL ELSE transcript END,
  disposition = CASE WHEN %(text)s::text IS NULL THEN COALESCE(disposition, 'withdrawn') ELSE disposition END
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND mid = %(mid)s AND kind IN ('message', 'postback', 'echo', 'edit')
  AND (%(text)s::text IS NULL OR (text IS NOT NULL AND kind <> 'edit' AND NOT EXISTS (SELECT FROM shop.events newer
    WHERE (newer.tenant_id, newer.account_id, newer.customer_id, newer.mid)
      = (e.tenant_id, e.account_id, e.customer_id, e.mid) AND newer.kind = 'edit'
      AND (newer.detail ->> 'number')::integer > %(number)s)))

-- name: forget_summary
-- It may quote what was taken back.
UPDATE shop.conversations SET needs_person_summary = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: leave
UPDATE shop.events e SET disposition = l.disposition
FROM unnest(%(seqs)s::bigint[], %(dispositions)s::text[]) AS l (seq, disposition)
WHERE (e.tenant_id, e.account_id, e.customer_id, e.seq) = (%(tenant)s, %(account)s, %(customer)s, l.seq)

-- name: held_at
SELECT at FROM shop.events
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND kind = 'echo' AND mid = %(mid)s

-- name: from_owner_after_all
UPDATE shop.events SET author = 'owner', disposition = 'from_owner'
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND kind = 'echo' AND mid = %(mid)s

-- name: bind_part
UPDATE shop.parts SET state = 'sent', mid = %(mid)s, sent_at = now(), lease_until = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND part_no = %(part_no)s

-- name: cancel_queued
-- What a person of the shop has written stays: the owner in the app and at the desk are one side.
UPDATE shop.parts SET state = 'cancelled', reason = %(reason)s
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND state = 'queued'
  AND user_id IS NULL

-- name: automation_after_all
-- The owner's last echo was none of theirs.
UPDATE shop.events SET author = 'nobody', disposition = 'other_automation'
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND seq = (
  SELECT seq FROM shop.events
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND kind = 'echo' AND author = 'owner'
  ORDER BY at DESC, seq DESC LIMIT 1)
RETURNING text
