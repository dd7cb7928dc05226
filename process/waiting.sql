-- name: remind
UPDATE shop.conversations SET remind_owner_at = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND remind_owner_at <= now()
RETURNING customer_id

-- name: lock
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: hand_back
WITH revived AS (
  UPDATE shop.events SET disposition = NULL
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND author = 'customer' AND disposition = 'left_to_owner' AND kind IN ('message', 'postback')
    AND recorded_at > now() - %(window)s::interval
    AND seq > COALESCE((SELECT max(e.seq) FROM shop.events e
      WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND e.author = 'owner'), 0)
  RETURNING seq
), span AS (SELECT min(seq) AS first, max(seq) AS last, count(*) AS waiting FROM revived)
UPDATE shop.conversations c SET paused_until = LEAST(paused_until, now()), remind_owner_at = NULL,
  answered_seq = LEAST(answered_seq, s.first - 1), last_customer_seq = GREATEST(last_customer_seq, s.last),
  first_unanswered_at = CASE WHEN s.waiting > 0 THEN now() ELSE first_unanswered_at END,
  due_at = CASE WHEN s.waiting > 0 THEN now() ELSE due_at END, turn_attempts = 0, retry_at = NULL
FROM span s
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
RETURNING s.waiting
