-- name: all
SELECT order_no, state, payment, payment_state, currency, total, created_at, changed_at FROM shop.orders
WHERE tenant_id = %(tenant)s AND state = ANY(%(states)s) ORDER BY order_no DESC LIMIT %(most)s

-- name: one
SELECT order_no, account_id, customer_id, state, payment, payment_state, delivery, currency, goods, discount, delivery_fee,
  total, created_at, changed_at
FROM shop.orders WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s

-- name: lock
SELECT order_no FROM shop.orders WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s FOR UPDATE

-- name: lines
SELECT sku, name, variant, variant_id, quantity, unit_price, counted FROM shop.order_lines
WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s ORDER BY line_no

-- name: lock_conversation
-- Before the order, as a turn does; a statement of its own, so that what is read behind it is as of the lock.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: set_state
UPDATE shop.orders SET state = %(state)s, changed_at = now() WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s

-- name: set_paid
UPDATE shop.orders SET payment_state = 'paid', changed_at = now() WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s

-- name: reached
SELECT last_customer_at > now() - %(window)s::interval AS in_window, COALESCE(paused_until > now(), false) AS paused,
  ARRAY(SELECT e.text FROM shop.events e
    WHERE (e.tenant_id, e.account_id, e.customer_id) = (c.tenant_id, c.account_id, c.customer_id) AND e.author = 'customer'
      AND e.text IS NOT NULL ORDER BY e.seq DESC LIMIT 10) AS texts
FROM shop.conversations c
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: write
-- The number ahead stays free, for a disclosure.
WITH talked AS (
  UPDATE shop.conversations SET last_part_no = last_part_no + 2
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  RETURNING tenant_id, account_id, customer_id, turn_no, last_seq, last_part_no
)
INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content, traceparent)
SELECT tenant_id, account_id, customer_id, last_part_no, turn_no, last_seq, %(text)s, %(content)s, %(traceparent)s FROM talked

-- name: goes_on
-- Whether the shop's own system has still to take the order as it is, and will be asked to.
SELECT o.order_no FROM shop.orders o
  JOIN shop.connectors c ON c.tenant_id = o.tenant_id AND c.orders_since IS NOT NULL AND c.state = 'active'
  LEFT JOIN shop.order_pushes p ON (p.tenant_id, p.order_no, p.kind) = (o.tenant_id, o.order_no, c.kind)
WHERE o.tenant_id = %(tenant)s AND o.order_no = %(order_no)s
  AND CASE p.state WHEN 'accepted' THEN p.customer_waits OR p.told <> (SELECT t.told FROM shop.told_of(o) t)
    ELSE COALESCE(p.state IN ('waiting', 'pushing'), o.created_at >= c.orders_since) END
