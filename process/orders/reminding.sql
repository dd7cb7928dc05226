-- name: due
-- Nothing was said since, by nobody, and nobody of the shop is there. A conversation that somebody works on waits for the next time.
SELECT d.account_id, d.customer_id, d.draft_no, p.text, p.content
FROM shop.order_drafts d
  JOIN shop.tenants t USING (tenant_id)
  JOIN shop.conversations c USING (tenant_id, account_id, customer_id)
  JOIN shop.parts p ON (p.tenant_id, p.account_id, p.customer_id, p.part_no) = (d.tenant_id, d.account_id, d.customer_id, d.part_no)
WHERE d.tenant_id = %(tenant)s AND d.state = 'proposed' AND d.reminded_at IS NULL AND t.remind_after IS NOT NULL
  AND p.state = 'sent' AND p.sent_at < now() - t.remind_after AND d.expires_at > now() + interval '10 minutes'
  AND extract(hour FROM now() AT TIME ZONE t.time_zone) BETWEEN 9 AND 20
  AND COALESCE(c.paused_until <= now(), true) AND c.needs_person_since IS NULL AND c.last_customer_seq <= c.answered_seq
  AND NOT EXISTS (SELECT FROM shop.customers k
    WHERE (k.tenant_id, k.account_id, k.customer_id) = (d.tenant_id, d.account_id, d.customer_id) AND k.opted_out_at IS NOT NULL)
  AND NOT EXISTS (SELECT FROM shop.events e
    WHERE (e.tenant_id, e.account_id, e.customer_id) = (d.tenant_id, d.account_id, d.customer_id)
      AND e.author IN ('customer', 'owner') AND e.at > p.sent_at)
  AND NOT EXISTS (SELECT FROM shop.parts o
    WHERE (o.tenant_id, o.account_id, o.customer_id) = (d.tenant_id, d.account_id, d.customer_id) AND o.part_no > d.part_no
      AND o.state IN ('queued', 'sending', 'in_doubt', 'sent', 'unknown'))
ORDER BY d.expires_at LIMIT %(most)s FOR UPDATE OF c SKIP LOCKED

-- name: remind
-- Of no turn, under a number of their own; the number ahead stays free for a disclosure. The draft's message is the one that was said last.
WITH talked AS (
  UPDATE shop.conversations SET last_part_no = last_part_no + 3
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  RETURNING tenant_id, account_id, customer_id, last_part_no, answered_seq
), noted AS (
  UPDATE shop.order_drafts d SET reminded_at = now(), part_no = talked.last_part_no FROM talked
  WHERE (d.tenant_id, d.account_id, d.customer_id) = (talked.tenant_id, talked.account_id, talked.customer_id) AND d.draft_no = %(draft_no)s
)
INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content, traceparent)
SELECT t.tenant_id, t.account_id, t.customer_id, t.last_part_no - said.behind, -t.last_part_no, t.answered_seq, said.text, said.content, %(traceparent)s
FROM talked t, (VALUES (1, %(sentence)s, %(sentence_content)s::jsonb), (0, %(summary)s, %(summary_content)s::jsonb)) AS said (behind, text, content)
