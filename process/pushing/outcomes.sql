-- name: lock
-- First, as everybody does; beside it the rest would be read as of before the lock was waited for.
SELECT FROM shop.conversations WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: accepted
-- Without digests what was found there: of that is known what the creates before have said, and nothing else.
UPDATE shop.order_pushes SET state = 'accepted', shop_id = %(shop_id)s, shop_number = %(shop_number)s,
  told = COALESCE(%(told)s, told), told_goods = COALESCE(%(told_goods)s, told_goods),
  lease_until = NULL, failing_since = NULL, reason = NULL
WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND state IN ('waiting', 'pushing')
RETURNING order_no

-- name: confirm
-- Only of the order as it is now: one that was changed meanwhile is told first, or has to be looked at by its owner.
UPDATE shop.orders o SET state = 'confirmed', changed_at = now() FROM shop.order_pushes p
WHERE (o.tenant_id, o.order_no) = (%(tenant)s, %(order_no)s) AND (p.tenant_id, p.order_no) = (o.tenant_id, o.order_no)
  AND o.state IN ('new', 'confirmed') AND shop.may_go_on(o) AND p.told = (SELECT t.told FROM shop.told_of(o) t)
RETURNING o.order_no

-- name: stands
-- Whether the order is still what the shop's system was told.
SELECT o.state = 'cancelled' AS cancelled, (SELECT t.told FROM shop.told_of(o) t) = %(told)s AS same
FROM shop.orders o WHERE (o.tenant_id, o.order_no) = (%(tenant)s, %(order_no)s)

-- name: anew
UPDATE shop.order_pushes SET state = 'waiting', lease_until = NULL, not_before = now()
WHERE (tenant_id, order_no, attempts, state) = (%(tenant)s, %(order_no)s, %(attempts)s, 'pushing')

-- name: again
-- Not by somebody whose lease has run out: whoever tries now decides.
UPDATE shop.order_pushes SET state = 'waiting', lease_until = NULL, reason = %(reason)s, not_before = now() + %(wait)s,
  failing_since = COALESCE(failing_since, now())
WHERE (tenant_id, order_no, attempts, state) = (%(tenant)s, %(order_no)s, %(attempts)s, 'pushing')
RETURNING now() - failing_since AS failing

-- name: ended
UPDATE shop.order_pushes SET state = %(state)s, reason = %(reason)s, lease_until = NULL
WHERE (tenant_id, order_no, attempts, state) = (%(tenant)s, %(order_no)s, %(attempts)s, 'pushing')
RETURNING customer_waits

-- name: heard
UPDATE shop.order_pushes SET customer_waits = false WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND customer_waits

-- name: cancel
-- What a courier has is no longer the shop's system's to refuse.
UPDATE shop.orders SET state = 'cancelled', changed_at = now()
WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND state IN ('new', 'confirmed')
RETURNING order_no

-- name: any_account
-- Of an order whose customer was forgotten: an alert is of some account.
SELECT min(account_id) AS account FROM shop.accounts WHERE tenant_id = %(tenant)s

-- name: last_said
SELECT text FROM (
  SELECT text, seq FROM shop.events
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND author = 'customer' AND text IS NOT NULL
  ORDER BY seq DESC LIMIT 5
) said ORDER BY seq

-- name: tell
-- Of no turn: a number of its own keeps it apart from what fails or is called off with one. The number ahead of it stays
-- free, for the gate may have to disclose first.
WITH told AS (
  UPDATE shop.conversations SET last_part_no = last_part_no + 2
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  RETURNING tenant_id, account_id, customer_id, last_part_no, answered_seq
)
INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content, traceparent)
SELECT tenant_id, account_id, customer_id, last_part_no, -last_part_no, answered_seq, %(text)s, %(content)s, %(traceparent)s
FROM told

-- name: taken
-- Out of a stock that is counted.
SELECT sku, variant_id, sum(quantity)::integer AS quantity FROM shop.order_lines
WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND counted GROUP BY 1, 2

-- name: give_up
UPDATE shop.order_pushes SET state = 'given_up' WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND state = 'waiting'
RETURNING customer_waits
