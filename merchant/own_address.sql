-- name: mine
SELECT email, email_wanted, extract(epoch FROM now()) AS now FROM shop.users WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s)

-- name: lock
SELECT FROM shop.tenants WHERE tenant_id = %(tenant)s FOR NO KEY UPDATE

-- name: asked
SELECT count(*) AS times FROM shop.audit_log
WHERE tenant_id = %(tenant)s AND user_id = %(user)s AND action = 'user.address_wanted' AND at > now() - %(within)s::interval

-- name: somebody_elses
SELECT user_id FROM shop.users WHERE (tenant_id, email) = (%(tenant)s, %(email)s) AND user_id <> %(user)s

-- name: want
UPDATE shop.users SET email_wanted = %(email)s WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s)
RETURNING extract(epoch FROM now() + %(lasts)s::interval) AS until

-- name: keep
UPDATE shop.users SET email = %(email)s, email_wanted = NULL WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s)
