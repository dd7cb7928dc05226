-- name: no_others
UPDATE shop.connectors SET orders_since = NULL WHERE tenant_id = %(tenant)s AND kind <> %(kind)s

-- name: put
INSERT INTO shop.connectors AS c (tenant_id, kind, address, credentials, orders_since)
VALUES (%(tenant)s, %(kind)s, %(address)s, %(credentials)s, CASE WHEN %(orders)s THEN now() END)
ON CONFLICT (tenant_id, kind) DO UPDATE SET address = EXCLUDED.address, credentials = EXCLUDED.credentials,
  state = 'active', state_reason = NULL, orders_since = COALESCE(c.orders_since, EXCLUDED.orders_since)

-- name: accounts
SELECT account_id FROM shop.accounts WHERE tenant_id = %(tenant)s

-- name: one
SELECT address, credentials, state FROM shop.connectors WHERE tenant_id = %(tenant)s AND kind = %(kind)s

-- name: list
SELECT kind, address, state, state_reason, orders_since FROM shop.connectors WHERE tenant_id = %(tenant)s ORDER BY kind

-- name: refused
UPDATE shop.connectors SET state = 'refused', state_reason = %(reason)s WHERE tenant_id = %(tenant)s AND kind = %(kind)s

-- name: off
UPDATE shop.connectors SET state = 'off', state_reason = NULL, orders_since = NULL, credentials = %(nothing)s,
  hook_secret = NULL
WHERE tenant_id = %(tenant)s AND kind = %(kind)s AND state <> 'off' RETURNING kind

-- name: hears
UPDATE shop.connectors SET hook_secret = %(secret)s
WHERE tenant_id = %(tenant)s AND kind = %(kind)s AND state = 'active' RETURNING kind
