-- name: put
INSERT INTO shop.connectors (tenant_id, kind, address, credentials)
VALUES (%(tenant)s, %(kind)s, %(address)s, %(credentials)s)
ON CONFLICT (tenant_id, kind) DO UPDATE SET address = EXCLUDED.address, credentials = EXCLUDED.credentials,
  state = 'active', state_reason = NULL

-- name: one
SELECT address, credentials, state FROM shop.connectors WHERE tenant_id = %(tenant)s AND kind = %(kind)s

-- name: refused
UPDATE shop.connectors SET state = 'refused', state_reason = 'credentials' WHERE tenant_id = %(tenant)s AND kind = %(kind)s
