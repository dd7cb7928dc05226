-- name: number
UPDATE shop.tenants SET last_order_no = last_order_no + 1 WHERE tenant_id = %(tenant)s RETURNING last_order_no

-- name: place
INSERT INTO shop.orders (tenant_id, order_no, account_id, customer_id, draft_no, payment, delivery, currency, goods,
  discount, delivery_fee, total)
VALUES (%(tenant)s, %(order_no)s, %(account)s, %(customer)s, %(draft_no)s, %(payment)s, %(delivery)s, %(currency)s,
  %(goods)s, %(discount)s, %(fee)s, %(total)s)

-- name: put_lines
INSERT INTO shop.order_lines (tenant_id, order_no, line_no, sku, name, variant, variant_id, quantity, unit_price, counted)
SELECT %(tenant)s, %(order_no)s, l.place, l.sku, l.name, l.variant, l.variant_id, l.quantity, l.unit_price, l.counted
FROM ROWS FROM (jsonb_to_recordset(%(lines)s) AS (sku text, name text, variant jsonb, variant_id text, quantity integer,
  unit_price numeric, counted boolean)) WITH ORDINALITY
  AS l (sku, name, variant, variant_id, quantity, unit_price, counted, place)

-- name: forget_lines
DELETE FROM shop.order_lines WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s

-- name: change
-- What a shop had confirmed it has to look at again.
UPDATE shop.orders SET state = 'new', payment = %(payment)s, delivery = %(delivery)s, currency = %(currency)s,
  goods = %(goods)s, discount = %(discount)s, delivery_fee = %(fee)s, total = %(total)s, changed_at = now()
WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s

-- name: cancel
UPDATE shop.orders SET state = 'cancelled', changed_at = now() WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s

-- name: goes_on
UPDATE shop.order_pushes p SET customer_waits = true FROM shop.connectors c
WHERE p.tenant_id = %(tenant)s AND p.order_no = %(order_no)s AND p.state IN ('waiting', 'pushing', 'accepted')
  AND (c.tenant_id, c.kind) = (p.tenant_id, p.kind) AND c.orders_since IS NOT NULL AND c.state = 'active'
RETURNING p.order_no
