-- name: lock
-- A statement of its own: beside it the rest would be read as of before the lock was waited for.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: take
-- With what is written to the customer, which may be nothing.
-- The assistant's turn loses its commit (turn_no) and steps back, as it does for an owner who types in Instagram.
WITH reply AS (
  SELECT * FROM ROWS FROM (jsonb_to_recordset(%(parts)s) AS (text text, content jsonb)) WITH ORDINALITY
    AS r (text, content, place)
), talked AS (
  UPDATE shop.conversations c SET turn_no = c.turn_no + 1, last_part_no = c.last_part_no + (SELECT count(*) FROM reply),
    paused_until = GREATEST(c.paused_until, now() + t.owner_pause), pause_began_at = NULL, last_owner_at = now(),
    remind_owner_at = NULL, answered_seq = c.last_customer_seq, turn_attempts = 0, first_unanswered_at = NULL,
    due_at = NULL, retry_at = NULL, needs_person_since = NULL, needs_person_reason = NULL,
    needs_person_summary = NULL
  FROM shop.tenants t
  WHERE t.tenant_id = c.tenant_id
    AND (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  RETURNING c.tenant_id, c.account_id, c.customer_id, c.turn_no, c.last_seq, c.last_part_no, c.paused_until
), cancelled AS (
  UPDATE shop.parts p SET state = 'cancelled', reason = 'owner_took_over' FROM talked w
  WHERE (p.tenant_id, p.account_id, p.customer_id) = (w.tenant_id, w.account_id, w.customer_id)
    AND p.state = 'queued' AND p.user_id IS NULL
), left_to_them AS (
  UPDATE shop.events e SET disposition = 'left_to_owner' FROM talked w
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (w.tenant_id, w.account_id, w.customer_id)
    AND e.author = 'customer' AND e.disposition IS NULL
), written AS (
  INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content, user_id, traceparent)
  SELECT w.tenant_id, w.account_id, w.customer_id, w.last_part_no - (SELECT count(*) FROM reply) + r.place, w.turn_no,
    w.last_seq, r.text, r.content, %(user)s, %(traceparent)s
  FROM talked w, reply r
)
SELECT paused_until FROM talked

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
