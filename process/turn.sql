-- name: lock
-- A statement of its own: beside it the rest would be read as of before the lock was waited for.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: settle_unanswered
-- Nobody of ours will answer: the owner is at it, or the account cannot send; if that is so still.
WITH settled AS (
  UPDATE shop.conversations SET answered_seq = last_customer_seq, turn_attempts = 0,
    first_unanswered_at = NULL, due_at = NULL, retry_at = NULL,
    needs_person_since = CASE WHEN %(reason)s::text IS NULL THEN needs_person_since ELSE COALESCE(needs_person_since, now()) END,
    needs_person_reason = COALESCE(needs_person_reason, %(reason)s::text)
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND (%(disposition)s <> 'left_to_owner' OR paused_until > now())
  RETURNING tenant_id, account_id, customer_id
)
UPDATE shop.events e SET disposition = %(disposition)s FROM settled s
WHERE (e.tenant_id, e.account_id, e.customer_id) = (s.tenant_id, s.account_id, s.customer_id)
  AND e.author = 'customer' AND e.disposition IS NULL
