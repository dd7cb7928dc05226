-- name: accounts
SELECT account_id, access_token, token_issued_at, token_expires_at, logged_in_at, now() AS now
FROM shop.accounts WHERE tenant_id = %(tenant)s AND state = 'active' ORDER BY account_id

-- name: refreshed
-- Only in place of the token that was refreshed: a login meanwhile has brought another.
UPDATE shop.accounts SET access_token = %(sealed)s, token_issued_at = now(),
  token_expires_at = now() + make_interval(secs => %(seconds)s)
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND access_token = %(before)s
RETURNING now() AS now, token_issued_at, token_expires_at

-- name: subscribed
UPDATE shop.accounts SET subscribed_fields = %(fields)s
WHERE tenant_id = %(tenant)s AND account_id = %(account)s
