-- name: lock_tenant
SELECT tenant_id FROM shop.tenants WHERE tenant_id = %(tenant)s FOR UPDATE

-- name: signing_key
SELECT kid, private_key FROM shop.tenant_keys
WHERE tenant_id = %(tenant)s AND retired_at IS NULL ORDER BY created_at DESC LIMIT 1

-- name: add
-- By the clock and not by the transaction, so that of two keys made in one the later is the newer.
INSERT INTO shop.tenant_keys (tenant_id, kid, public_key, private_key, created_at)
VALUES (%(tenant)s, %(kid)s, %(public_key)s, %(private_key)s, clock_timestamp())

-- name: register
SELECT shop.register_key(%(kid)s, %(public_key)s)

-- name: retire
-- A key whose end is set keeps it: rotating twice must not lengthen its life.
UPDATE shop.tenant_keys SET retired_at = LEAST(retired_at, now() + %(overlap)s) WHERE tenant_id = %(tenant)s

-- name: public_keys
SELECT kid, public_key FROM shop.tenant_keys
WHERE tenant_id = %(tenant)s AND (retired_at IS NULL OR retired_at > now()) ORDER BY created_at DESC

-- name: audit_rotation
INSERT INTO shop.audit_log (tenant_id, actor, action, detail)
VALUES (%(tenant)s, 'operator', 'keys.rotated',
  jsonb_build_object('kid', %(kid)s::text, 'overlap_seconds', %(overlap_seconds)s::integer))
