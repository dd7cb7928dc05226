-- name: remind
-- Only while something is left that nobody has answered, taken back or spoken for.
UPDATE shop.conversations c SET remind_owner_at = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND remind_owner_at <= now()
RETURNING EXISTS (SELECT FROM shop.events e
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
    AND e.author = 'customer' AND e.disposition = 'left_to_owner' AND (e.text IS NOT NULL OR e.attachments <> '{}')
    AND e.seq > COALESCE((SELECT max(o.seq) FROM shop.events o
      WHERE (o.tenant_id, o.account_id, o.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
        AND o.author = 'owner'), 0)) AS waits

-- name: lock
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: hand_back
-- What has come since anybody of the shop said anything, and has not been taken back.
WITH spoken AS (
  SELECT GREATEST(
    (SELECT max(e.seq) FROM shop.events e
     WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND e.author = 'owner'),
    (SELECT max(p.after_seq) FROM shop.parts p
     WHERE (p.tenant_id, p.account_id, p.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
       AND p.state NOT IN ('failed', 'cancelled') AND NOT p.public), 0) AS seq
), revived AS (
  UPDATE shop.events e SET disposition = NULL FROM spoken s
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND e.author = 'customer' AND e.disposition = 'left_to_owner' AND e.kind IN ('message', 'postback')
    AND (e.text IS NOT NULL OR e.attachments <> '{}') AND e.recorded_at > now() - %(window)s::interval AND e.seq > s.seq
  RETURNING e.seq
), span AS (SELECT min(seq) AS first, max(seq) AS last, count(*) AS waiting FROM revived)
UPDATE shop.conversations c SET remind_owner_at = NULL, handed_back_at = now(),
  paused_until = NULL,  -- also for what was written while it lasted and is told only now
  answered_seq = LEAST(answered_seq, s.first - 1), last_customer_seq = GREATEST(last_customer_seq, s.last),
  first_unanswered_at = CASE WHEN s.waiting > 0 THEN now() ELSE first_unanswered_at END,
  due_at = CASE WHEN s.waiting > 0 THEN now() ELSE due_at END, turn_attempts = 0, retry_at = NULL,
  needs_person_since = NULL, needs_person_reason = NULL, needs_person_summary = NULL
FROM span s
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
RETURNING s.waiting
