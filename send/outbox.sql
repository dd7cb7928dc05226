-- name: facts
SELECT now() AS now, c.last_customer_at, c.ad_click_at, c.paused_until, c.echo_hold_until, c.last_owner_at,
  a.state AS account_state, a.access_token, a.busy_until, a.usage_percent, a.usage_at, t.disclosure_ar, t.disclosure_en,
  c.last_customer_seq > c.answered_seq AND c.turn_started_at > now() - interval '30 seconds' AS thinking
FROM shop.conversations c JOIN shop.accounts a USING (tenant_id, account_id) JOIN shop.tenants t USING (tenant_id)
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
FOR UPDATE OF c

-- name: oldest
-- With what was sent before it. By itself: beside the lock that would be read as of before the lock was waited for.
SELECT part_no, turn_no, text, content, user_id, discloses, comment_id, comment_at, comment_live, public, state, not_before, attempts,
  attempt_id::text, first_posted_at, lease_until, doubt_checks, COALESCE(doubt_since, lease_until, now()) AS doubt_since,
  reason, traceparent,
  (SELECT max(p.sent_at) FROM shop.parts p WHERE p.discloses AND p.state = 'sent'
    AND (p.tenant_id, p.account_id, p.customer_id) = (%(tenant)s, %(account)s, %(customer)s)) AS disclosed_at,
  (SELECT p.sent_at FROM shop.parts p WHERE p.state = 'sent' AND NOT p.public
    AND (p.tenant_id, p.account_id, p.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    ORDER BY p.part_no DESC LIMIT 1) AS last_sent_at
FROM shop.parts
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND state IN ('queued', 'sending', 'in_doubt')
-- A private reply that waits for its pace, and what goes with it, holds up nothing that its customer is told otherwise.
ORDER BY comment_id IS NOT NULL AND EXISTS (SELECT FROM shop.parts w
    WHERE (w.tenant_id, w.account_id, w.customer_id, w.turn_no)
      = (%(tenant)s, %(account)s, %(customer)s, parts.turn_no) AND w.state = 'queued' AND w.not_before > now()),
  part_no LIMIT 1

-- name: put_ahead
INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content, discloses, traceparent)
SELECT p.tenant_id, p.account_id, p.customer_id,
  (SELECT min(first.part_no) - 1 FROM shop.parts first
   WHERE (first.tenant_id, first.account_id, first.customer_id, first.turn_no)
     = (p.tenant_id, p.account_id, p.customer_id, p.turn_no) AND NOT first.discloses),
  p.turn_no, p.after_seq, %(text)s, %(content)s, true, p.traceparent
FROM shop.parts p
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
ON CONFLICT DO NOTHING
RETURNING part_no, turn_no, text, content, user_id, discloses, comment_id, comment_at, comment_live, public, state, not_before, attempts,
  attempt_id::text, first_posted_at, lease_until, doubt_checks, doubt_since, reason, traceparent

-- name: last_said
SELECT text FROM shop.events
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND author = 'customer'
  AND text IS NOT NULL
ORDER BY seq DESC LIMIT 1

-- name: claim
UPDATE shop.parts SET state = 'sending', attempt_id = %(attempt_id)s, attempts = attempts + 1, doubt_checks = 0, doubt_since = NULL,
  first_posted_at = COALESCE(first_posted_at, now()), lease_until = now() + %(lease)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)

-- name: put_off
UPDATE shop.parts SET not_before = now() + %(wait)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)

-- name: sent
-- How long what it answers has waited; nothing for what a person wrote.
UPDATE shop.parts p SET state = 'sent', mid = %(mid)s, sent_at = now(), lease_until = NULL, reason = NULL
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')
RETURNING CASE WHEN p.user_id IS NULL THEN round(extract(epoch FROM now() - (SELECT e.recorded_at FROM shop.events e
  WHERE (e.tenant_id, e.account_id, e.customer_id, e.seq) = (p.tenant_id, p.account_id, p.customer_id, p.after_seq))), 1)
  END AS seconds

-- name: again
UPDATE shop.parts SET state = 'queued', lease_until = NULL, reason = %(reason)s, not_before = now() + %(wait)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')

-- name: doubt
UPDATE shop.parts SET state = 'in_doubt', lease_until = NULL, reason = %(reason)s, not_before = now() + %(wait)s,
  doubt_checks = %(checks)s, doubt_since = COALESCE(doubt_since, now())
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')

-- name: instead
-- Meta does not take the media: a text goes in their place.
UPDATE shop.parts SET state = 'queued', lease_until = NULL, reason = %(reason)s, not_before = now(),
  text = %(text)s, content = %(content)s
WHERE (tenant_id, account_id, customer_id, part_no) = (%(tenant)s, %(account)s, %(customer)s, %(part_no)s)
  AND state IN ('sending', 'in_doubt')

-- name: end
-- What a customer may never have got is a person's business; a courtesy under a comment is not.
WITH locked AS (  -- first, as everybody does
  SELECT tenant_id, account_id, customer_id FROM shop.conversations
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE
), ended AS (
  UPDATE shop.parts p SET state = %(state)s, lease_until = NULL, reason = %(reason)s FROM locked l
  WHERE (p.tenant_id, p.account_id, p.customer_id, p.part_no) = (l.tenant_id, l.account_id, l.customer_id, %(part_no)s)
    AND p.state IN ('queued', 'sending', 'in_doubt')
  RETURNING p.tenant_id, p.account_id, p.customer_id, p.public
)
UPDATE shop.conversations c SET needs_person_since = COALESCE(c.needs_person_since, now()),
  needs_person_reason = COALESCE(c.needs_person_reason, %(person)s)
FROM ended e
WHERE (c.tenant_id, c.account_id, c.customer_id) = (e.tenant_id, e.account_id, e.customer_id)
  AND %(state)s IN ('failed', 'unknown') AND NOT e.public

-- name: cancel_rest
-- Of one turn, or of the conversation when none is named; a window that has closed closes nothing to who answers comments.
UPDATE shop.parts SET state = 'cancelled', reason = %(reason)s
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND turn_no = COALESCE(%(turn_no)s::bigint, turn_no) AND state = 'queued'
  AND (comment_id IS NULL OR %(comments)s)

-- name: known_mids
SELECT mid FROM shop.parts WHERE tenant_id = %(tenant)s AND mid = ANY(%(mids)s)
UNION SELECT mid FROM shop.events WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND author = 'owner' AND mid = ANY(%(mids)s)
