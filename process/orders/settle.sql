-- name: mine
-- The commit's own conditions, before anything is done that only a turn that wins may do.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND answered_seq = %(start)s AND turn_no = %(turn_no)s AND (paused_until IS NULL OR paused_until <= now()) FOR UPDATE

-- name: paid_to
SELECT cliq_alias, bank_account FROM shop.tenants WHERE tenant_id = %(tenant)s
