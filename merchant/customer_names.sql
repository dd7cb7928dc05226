-- name: known
SELECT c.username, a.state, a.access_token FROM shop.customers c JOIN shop.accounts a USING (tenant_id, account_id)
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: remember
UPDATE shop.customers SET username = %(username)s
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
