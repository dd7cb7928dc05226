-- name: key_of
SELECT tenant_id, public_key FROM shop.key_of(%(kid)s)

-- name: user
SELECT disabled_at IS NOT NULL AS disabled, not_before, clock_timestamp() AS now FROM shop.users
WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s)

-- name: standing
SELECT k.retired_at <= now() AS retired, u.role, u.disabled_at IS NOT NULL AS disabled, u.not_before
FROM shop.tenant_keys k LEFT JOIN shop.users u ON (u.tenant_id, u.user_id) = (k.tenant_id, %(user)s)
WHERE (k.tenant_id, k.kid) = (%(tenant)s, %(kid)s)

-- name: sign_out
-- Tokens count in whole seconds: the second that has begun is over for all that it has issued.
UPDATE shop.users SET not_before = date_trunc('second', clock_timestamp()) + interval '1 second'
WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s) RETURNING user_id
