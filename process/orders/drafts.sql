-- name: open
-- Beside the turn's other reads. A comment's private answer or a disclosure says nothing about the order.
SELECT d.draft_no, p.sent_at, p.mid,
  NOT EXISTS (SELECT FROM shop.parts o
    WHERE (o.tenant_id, o.account_id, o.customer_id) = (d.tenant_id, d.account_id, d.customer_id) AND o.part_no > d.part_no
      AND o.state IN ('queued', 'sending', 'in_doubt', 'sent', 'unknown') AND NOT o.public AND NOT o.discloses)
  AND NOT EXISTS (SELECT FROM shop.events e
    WHERE (e.tenant_id, e.account_id, e.customer_id) = (d.tenant_id, d.account_id, d.customer_id)
      AND e.author = 'owner' AND e.at > p.sent_at) AS newest
FROM shop.order_drafts d LEFT JOIN shop.parts p
  ON (p.tenant_id, p.account_id, p.customer_id, p.part_no) = (d.tenant_id, d.account_id, d.customer_id, d.part_no)
    AND p.state = 'sent'
WHERE (d.tenant_id, d.account_id, d.customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND d.state = 'proposed'

-- name: read
SELECT draft_no, kind, order_no, state, summary_hash, request, expires_at <= now() AS expired FROM shop.order_drafts
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND draft_no = %(draft_no)s

-- name: read_open
SELECT draft_no, kind, order_no, state, summary_hash, request, expires_at <= now() AS expired FROM shop.order_drafts
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND state = 'proposed'

-- name: close
UPDATE shop.order_drafts SET order_no = COALESCE(%(order_no)s, order_no),
  state = CASE WHEN %(state)s = 'withdrawn' AND expires_at <= now() THEN 'expired' ELSE %(state)s END
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND draft_no = %(draft_no)s
  AND state = 'proposed'

-- name: withdraw_for
-- What stood open gives way to the summary of a turn that is the one.
UPDATE shop.order_drafts d SET state = CASE WHEN d.expires_at <= now() THEN 'expired' ELSE 'withdrawn' END
FROM shop.turns t
WHERE (t.tenant_id, t.account_id, t.customer_id, t.turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
  AND t.outcome <> 'discarded' AND (d.tenant_id, d.account_id, d.customer_id) = (t.tenant_id, t.account_id, t.customer_id)
  AND d.state = 'proposed'

-- name: put
-- Numbered as the turn that made it. Its summary is the last of the turn's messages.
INSERT INTO shop.order_drafts (tenant_id, account_id, customer_id, draft_no, kind, order_no, part_no, summary_hash, request,
  lines, delivery, payment, currency, total, expires_at)
SELECT t.tenant_id, t.account_id, t.customer_id, t.turn_no, %(kind)s, %(order_no)s, c.last_part_no, %(digest)s, %(request)s,
  %(lines)s, %(delivery)s, %(payment)s, %(currency)s, %(total)s, %(expires_at)s
FROM shop.turns t JOIN shop.conversations c USING (tenant_id, account_id, customer_id)
WHERE (t.tenant_id, t.account_id, t.customer_id, t.turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
  AND t.outcome <> 'discarded'
