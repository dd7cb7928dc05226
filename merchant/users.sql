-- name: lock_tenant
SELECT tenant_id FROM shop.tenants WHERE tenant_id = %(tenant)s FOR UPDATE

-- name: owner
SELECT user_id FROM shop.users WHERE tenant_id = %(tenant)s AND role = 'owner' AND disabled_at IS NULL
ORDER BY created_at, user_id LIMIT 1

-- name: add_owner
INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%(tenant)s, %(user)s, 'owner')

-- name: audit_sign_in
INSERT INTO shop.audit_log (tenant_id, actor, user_id, action) VALUES (%(tenant)s, %(actor)s, %(user)s, 'user.signed_in')
