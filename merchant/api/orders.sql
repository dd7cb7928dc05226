-- name: page
SELECT order_no, account_id, customer_id, state, payment, payment_state, delivery, currency, goods, discount, delivery_fee, total, created_at
FROM shop.orders
WHERE tenant_id = %(tenant)s AND (%(state)s::text IS NULL OR state = %(state)s::text)
  AND (%(payment_state)s::text IS NULL OR payment_state = %(payment_state)s::text)
  AND (%(number)s::bigint IS NULL OR order_no < %(number)s::bigint)
ORDER BY order_no DESC LIMIT %(most)s

-- name: one
SELECT order_no, account_id, customer_id, state, payment, payment_state, delivery, currency, goods, discount, delivery_fee, total, created_at
FROM shop.orders WHERE tenant_id = %(tenant)s AND order_no = %(number)s

-- name: lines
SELECT line_no, sku, name, variant, quantity, unit_price FROM shop.order_lines
WHERE tenant_id = %(tenant)s AND order_no = %(number)s ORDER BY line_no
