-- name: read
-- By itself: beside the conversation's lock it would be read as of before the lock was waited for.
SELECT opted_out_at, unreachable_at FROM shop.customers
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: put
UPDATE shop.customers SET opted_out_at = %(opted_out_at)s, unreachable_at = %(unreachable_at)s
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: unreachable
UPDATE shop.customers SET unreachable_at = now()
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
