-- name: lock_tenant
SELECT tenant_id FROM shop.tenants WHERE tenant_id = %(tenant)s FOR NO KEY UPDATE

-- name: signing_key
SELECT kid, private_key FROM shop.tenant_keys
WHERE tenant_id = %(tenant)s AND retired_at IS NULL ORDER BY created_at DESC LIMIT 1

-- name: add
-- By the clock and not by the transaction, so that of two keys made in one the later is the newer.
INSERT INTO shop.tenant_keys (tenant_id, kid, public_key, private_key, created_at)
VALUES (%(tenant)s, %(kid)s, %(public_key)s, %(private_key)s, clock_timestamp())

-- name: register
SELECT shop.register_key(%(kid)s, %(public_key)s) AS ours

-- name: retire
-- A key whose end is set keeps it: rotating twice must not lengthen its life. None of them signs again.
UPDATE shop.tenant_keys SET retired_at = LEAST(retired_at, clock_timestamp() + %(overlap)s), private_key = NULL
WHERE tenant_id = %(tenant)s

-- name: public_keys
SELECT kid, public_key FROM shop.tenant_keys
WHERE tenant_id = %(tenant)s AND (retired_at IS NULL OR retired_at > now()) ORDER BY created_at DESC
