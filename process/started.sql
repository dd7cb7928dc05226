-- name: start
UPDATE shop.conversations c SET turn_no = turn_no + 1, turn_attempts = turn_attempts + 1, turn_started_at = now()
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND last_customer_seq > answered_seq
  AND GREATEST(due_at, retry_at) <= now() + interval '50 milliseconds'  -- a bell may be early by the clocks' difference
  AND (paused_until IS NULL OR paused_until <= now()) AND echo_hold_mid IS NULL
  AND EXISTS (SELECT FROM shop.accounts a
              WHERE (a.tenant_id, a.account_id, a.state) = (c.tenant_id, c.account_id, 'active'))
RETURNING turn_no, turn_attempts, answered_seq, last_customer_seq AS mark, turn_started_at

-- name: state
SELECT c.last_customer_seq > c.answered_seq AS unanswered, c.paused_until > now() AS paused,
  a.state = 'active' AS account_active, a.state IN ('token_dead', 'blocked')
    AND COALESCE(c.first_unanswered_at, now()) > now() - %(window)s::interval AS account_may_return, c.echo_hold_mid IS NOT NULL AS held,
  extract(epoch FROM GREATEST(c.due_at, c.retry_at) - now())::float8 AS due_in,
  extract(epoch FROM c.remind_owner_at - now())::float8 AS remind_in,
  EXISTS (SELECT FROM shop.parts p
          WHERE (p.tenant_id, p.account_id, p.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
            AND p.state IN ('queued', 'sending', 'in_doubt')) AS unsent
FROM shop.conversations c JOIN shop.accounts a USING (tenant_id, account_id)
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: shop
SELECT name_ar, name_en, about_ar, about_en, search_service, search_index, disclosure_ar, disclosure_en, story_thanks_ar, story_thanks_en,
  comment_public_reply, opening_hours, time_zone, bargaining, EXISTS (SELECT FROM shop.budgets b WHERE b.tenant_id = t.tenant_id) AS has_budget
FROM shop.tenants t WHERE tenant_id = %(tenant)s

-- name: lines
SELECT author, after, at, text, attachments, payload, reply_to, comment_id, comment_live, media, comment, transcript, waits, traceparent FROM (
  SELECT author, seq AS after, 0 AS part_no, at, text, attachments, detail ->> 'payload' AS payload, detail ->> 'reply_to' AS reply_to,
    detail #>> '{comment,id}' AS comment_id, detail #>> '{comment,live}' = 'true' AS comment_live, author = 'customer' AND disposition IS NULL AS waits,
    CASE WHEN author = 'customer' AND disposition IS NULL THEN detail -> 'media' END AS media,
    CASE WHEN author = 'customer' AND disposition IS NULL THEN detail -> 'comment' END AS comment, transcript, traceparent
  FROM shop.events
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND author IN ('customer', 'owner')
    AND (text IS NOT NULL OR attachments <> '{}' OR disposition IS NULL)  -- not what was taken back
  UNION ALL
  SELECT 'us', after_seq, part_no, created_at, text, '{}', NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL
  FROM shop.parts
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND state IN ('queued', 'sending', 'in_doubt', 'sent', 'unknown')
    AND NOT public AND NOT (discloses AND comment_id IS NULL)  -- nothing that answers anything
) said ORDER BY after DESC, part_no DESC
LIMIT GREATEST(%(most)s, (SELECT LEAST(count(*), 200) FROM shop.events e
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND e.author = 'customer' AND e.disposition IS NULL))
