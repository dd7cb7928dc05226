-- name: owner
SELECT user_id FROM shop.users WHERE tenant_id = %(tenant)s AND role = 'owner'
ORDER BY disabled_at IS NOT NULL, created_at, user_id LIMIT 1
