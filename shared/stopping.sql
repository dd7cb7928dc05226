-- name: stop
-- Only while it has the token that Meta refused: a login meanwhile has brought another.
UPDATE shop.accounts SET state = %(state)s, state_reason = %(reason)s
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND state = 'active' AND access_token = %(sealed_token)s
RETURNING state
