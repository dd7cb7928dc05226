-- name: lock
-- First, as everybody does; beside it the rest would be read as of before the lock was waited for.
SELECT FROM shop.conversations WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: accepted
-- `is_news` when the shop had nothing of it before: the customer has not heard.
UPDATE shop.order_pushes p SET state = 'accepted', shop_id = %(shop_id)s, shop_number = %(shop_number)s, told = %(told)s,
  told_goods = %(told_goods)s, lease_until = NULL, failing_since = NULL, reason = NULL
FROM (SELECT shop_id FROM shop.order_pushes WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) FOR UPDATE) before
WHERE (p.tenant_id, p.order_no) = (%(tenant)s, %(order_no)s) AND p.state IN ('waiting', 'pushing')
RETURNING before.shop_id IS NULL AS is_news

-- name: confirm
UPDATE shop.orders SET state = 'confirmed' WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND state = 'new'
RETURNING order_no

-- name: again
-- Not by somebody whose lease has run out: whoever tries now decides.
UPDATE shop.order_pushes SET state = 'waiting', lease_until = NULL, reason = %(reason)s, not_before = now() + %(wait)s,
  failing_since = COALESCE(failing_since, now())
WHERE (tenant_id, order_no, attempts, state) = (%(tenant)s, %(order_no)s, %(attempts)s, 'pushing')
RETURNING now() - failing_since AS failing

-- name: ended
UPDATE shop.order_pushes SET state = %(state)s, reason = %(reason)s, lease_until = NULL
WHERE (tenant_id, order_no, attempts, state) = (%(tenant)s, %(order_no)s, %(attempts)s, 'pushing')
RETURNING order_no

-- name: cancel
UPDATE shop.orders SET state = 'cancelled' WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s) AND state = 'new'
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
