-- name: lock_access_token
SELECT account_id AS key, access_token AS sealed FROM shop.accounts WHERE tenant_id = %(tenant)s ORDER BY 1 FOR NO KEY UPDATE

-- name: put_access_token
UPDATE shop.accounts SET access_token = %(sealed)s WHERE tenant_id = %(tenant)s AND account_id = %(key)s

-- name: lock_private_key
SELECT kid AS key, private_key AS sealed FROM shop.tenant_keys
WHERE tenant_id = %(tenant)s AND private_key IS NOT NULL ORDER BY 1 FOR NO KEY UPDATE

-- name: put_private_key
UPDATE shop.tenant_keys SET private_key = %(sealed)s WHERE tenant_id = %(tenant)s AND kid = %(key)s

-- name: lock_credentials
SELECT kind AS key, credentials AS sealed FROM shop.connectors WHERE tenant_id = %(tenant)s ORDER BY 1 FOR NO KEY UPDATE

-- name: put_credentials
UPDATE shop.connectors SET credentials = %(sealed)s WHERE tenant_id = %(tenant)s AND kind = %(key)s

-- name: lock_webhook_secret
SELECT tenant_id AS key, webhook_secret AS sealed FROM shop.alert_settings
WHERE tenant_id = %(tenant)s AND webhook_secret IS NOT NULL FOR NO KEY UPDATE

-- name: put_webhook_secret
UPDATE shop.alert_settings SET webhook_secret = %(sealed)s WHERE tenant_id = %(tenant)s AND tenant_id = %(key)s

-- name: lock_hook_secret
SELECT kind AS key, hook_secret AS sealed FROM shop.connectors
WHERE tenant_id = %(tenant)s AND hook_secret IS NOT NULL ORDER BY 1 FOR NO KEY UPDATE

-- name: put_hook_secret
UPDATE shop.connectors SET hook_secret = %(sealed)s WHERE tenant_id = %(tenant)s AND kind = %(key)s
