-- name: orders
-- This customer's own, newest first.
-- What the shop's own system has still to take is neither confirmed nor cancelled yet.
SELECT o.order_no, p.shop_number, o.payment_state,
  CASE WHEN p.state IN ('waiting', 'pushing') AND o.state = 'confirmed' THEN 'new'
    WHEN p.state IN ('waiting', 'pushing', 'accepted') AND p.first_tried_at IS NOT NULL AND o.state = 'cancelled' THEN 'cancelling'
    ELSE o.state END AS state,
  o.currency, o.total,
  (SELECT jsonb_agg(jsonb_build_object('name_ar', l.name, 'name_en', COALESCE(l.variant ->> 'name_en', l.name),
     'quantity', l.quantity) ORDER BY l.line_no)
   FROM shop.order_lines l WHERE (l.tenant_id, l.order_no) = (o.tenant_id, o.order_no)) AS items
FROM shop.orders o LEFT JOIN shop.order_pushes p USING (tenant_id, order_no)
WHERE (o.tenant_id, o.account_id, o.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
ORDER BY o.order_no DESC LIMIT %(most)s
