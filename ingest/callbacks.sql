-- name: accounts_of_user
SELECT tenant_id, account_id FROM shop.accounts_of_user(%(user)s) ORDER BY tenant_id, account_id

-- name: lock_account
SELECT FROM shop.accounts WHERE tenant_id = %(tenant)s AND account_id = %(account)s FOR NO KEY UPDATE

-- name: cut_off
-- Nobody is to take menus away with a token that is none: what we had put there has gone with our leave.
UPDATE shop.accounts SET state = 'disconnected', state_reason = %(reason)s, access_token = %(nothing)s,
  token_expires_at = NULL, profile_checked_at = NULL
WHERE tenant_id = %(tenant)s AND account_id = %(account)s
  AND (state, state_reason) IS DISTINCT FROM ('disconnected', %(reason)s)
  AND NOT COALESCE(date_trunc('second', logged_in_at) > to_timestamp(%(issued_at)s::bigint), false)
RETURNING account_id

-- name: open_request
SELECT confirmation_code FROM shop.deletion_requests
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND customer_id IS NULL AND completed_at IS NULL

-- name: add_request
INSERT INTO shop.deletion_requests (tenant_id, confirmation_code, account_id) VALUES (%(tenant)s, %(code)s, %(account)s)

-- name: open_status
SELECT shop.open_deletion(%(code)s, %(done)s)
