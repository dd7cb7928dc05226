-- name: page
-- Moments are compared as whole microseconds, which a cursor can hold exactly.
-- Names are looked up for the page alone: joined before the LIMIT, every customer of the shop would be read.
SELECT page.*, u.username FROM (
  SELECT * FROM (
    SELECT c.tenant_id, c.account_id, c.customer_id, c.last_customer_at, c.last_answer_at, c.last_owner_at, c.paused_until,
      c.needs_person_since, c.needs_person_reason, c.needs_person_summary, c.last_customer_seq > c.answered_seq AS unanswered,
      COALESCE(extract(epoch FROM GREATEST(c.last_customer_at, c.last_answer_at, c.last_owner_at)) * 1000000, 0)::bigint AS active
    FROM shop.conversations c
    WHERE c.tenant_id = %(tenant)s AND (c.needs_person_since IS NOT NULL OR NOT %(wants_person)s)
  ) found
  WHERE %(active)s::bigint IS NULL OR (active, account_id, customer_id) < (%(active)s::bigint, %(account)s::text, %(customer)s::text)
  ORDER BY active DESC, account_id DESC, customer_id DESC LIMIT %(most)s
) page
LEFT JOIN shop.customers u USING (tenant_id, account_id, customer_id)
ORDER BY active DESC, account_id DESC, customer_id DESC

-- name: one
SELECT c.account_id, c.customer_id, u.username, c.last_customer_at, c.last_answer_at, c.last_owner_at, c.paused_until,
  c.needs_person_since, c.needs_person_reason, c.needs_person_summary, c.last_customer_seq > c.answered_seq AS unanswered
FROM shop.conversations c
LEFT JOIN shop.customers u USING (tenant_id, account_id, customer_id)
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: messages
-- Of a part that was sent its echo is an event too, by `us`: told once, as the part. A part stands where it was written: one
-- that is sent while the pages are read would move to a page that has been read already.
SELECT * FROM (
  SELECT 'event' AS kind, e.seq AS number, e.author, e.at, e.text, e.attachments, e.disposition AS state, NULL AS reason,
    (extract(epoch FROM e.at) * 1000000)::bigint AS moment
  FROM shop.events e
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND e.author <> 'us'
  UNION ALL
  SELECT 'part', p.part_no, CASE WHEN p.user_id IS NULL THEN 'assistant' ELSE 'person' END,
    COALESCE(p.sent_at, p.created_at), p.text, '{}', p.state, p.reason,
    (extract(epoch FROM p.created_at) * 1000000)::bigint
  FROM shop.parts p
  WHERE (p.tenant_id, p.account_id, p.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
) said
WHERE %(moment)s::bigint IS NULL OR (moment, kind, number) < (%(moment)s::bigint, %(kind)s::text, %(number)s::bigint)
ORDER BY moment DESC, kind DESC, number DESC LIMIT %(most)s
