-- name: mine
-- The commit's own conditions, before anything is done that only a turn that wins may do.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND answered_seq = %(start)s AND turn_no = %(turn_no)s AND (paused_until IS NULL OR paused_until <= now()) FOR UPDATE

-- name: terms
-- And whether the shop's own system has to take an order before it is one.
SELECT cliq_alias, bank_account, EXISTS (SELECT FROM shop.connectors c
    WHERE c.tenant_id = t.tenant_id AND c.orders_since IS NOT NULL AND c.state = 'active') AS goes_on
FROM shop.tenants t WHERE tenant_id = %(tenant)s
