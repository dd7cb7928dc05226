-- name: orders
-- This customer's own, newest first.
SELECT o.order_no, o.state, o.payment_state, o.currency, o.total,
  (SELECT jsonb_agg(jsonb_build_object('name_ar', l.name, 'name_en', COALESCE(l.variant ->> 'name_en', l.name),
     'quantity', l.quantity) ORDER BY l.line_no)
   FROM shop.order_lines l WHERE (l.tenant_id, l.order_no) = (o.tenant_id, o.order_no)) AS items
FROM shop.orders o
WHERE (o.tenant_id, o.account_id, o.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
ORDER BY o.order_no DESC LIMIT %(most)s
