-- name: people
SELECT user_id, role, email, created_at, disabled_at IS NOT NULL AS disabled FROM shop.users
WHERE tenant_id = %(tenant)s ORDER BY role, created_at, user_id

-- name: lock
-- Two invitations at once count each other.
SELECT FROM shop.tenants WHERE tenant_id = %(tenant)s FOR NO KEY UPDATE

-- name: add
INSERT INTO shop.users (tenant_id, user_id, role, email) VALUES (%(tenant)s, %(user)s, 'staff', %(email)s)
ON CONFLICT DO NOTHING RETURNING user_id

-- name: invite
SELECT shop.invite(%(letter)s, %(user)s, %(most)s) AS taken

-- name: remove
DELETE FROM shop.users WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s) AND role = 'staff' RETURNING user_id
