-- name: order
-- Only this customer's.
SELECT order_no, state, payment, payment_state, delivery, currency, goods, discount, delivery_fee, total, created_at
FROM shop.orders
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND order_no = %(order_no)s

-- name: order_locked
SELECT order_no, state, payment, payment_state, delivery, currency, goods, discount, delivery_fee, total, created_at
FROM shop.orders
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND order_no = %(order_no)s FOR UPDATE

-- name: lines
SELECT order_no, sku, name, variant, variant_id, quantity, unit_price, counted FROM shop.order_lines
WHERE tenant_id = %(tenant)s AND order_no = %(order_no)s ORDER BY line_no
