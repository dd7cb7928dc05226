-- name: claim
-- The newest order of this customer that waits for money; of a turn that is the one.
UPDATE shop.orders SET payment_state = 'claimed', changed_at = now()
WHERE tenant_id = %(tenant)s AND payment_state = 'due' AND order_no = (
  SELECT max(o.order_no) FROM shop.orders o JOIN shop.turns t USING (tenant_id, account_id, customer_id)
  WHERE (t.tenant_id, t.account_id, t.customer_id, t.turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
    AND t.outcome <> 'discarded' AND o.payment <> 'cash_on_delivery' AND o.payment_state = 'due'
    AND o.state NOT IN ('returned', 'cancelled'))
