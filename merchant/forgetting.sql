-- name: open
-- Those of whole accounts: a single customer's goes at once, in erasure.
SELECT confirmation_code, account_id FROM shop.deletion_requests
WHERE tenant_id = %(tenant)s AND completed_at IS NULL AND customer_id IS NULL AND account_id IS NOT NULL
ORDER BY requested_at, confirmation_code

-- name: lock
-- Against an account that is just being connected to this shop.
SELECT FROM shop.tenants WHERE tenant_id = %(tenant)s FOR UPDATE

-- name: widen
-- A shop to which another account has been connected stays, and has its index filled again.
WITH alone AS (SELECT NOT EXISTS (
  SELECT FROM shop.accounts a WHERE a.tenant_id = %(tenant)s AND a.account_id <> %(account)s) AS whole)
UPDATE shop.deletion_requests r
SET whole_shop = alone.whole, index_gone_at = CASE WHEN alone.whole THEN r.index_gone_at END
FROM alone WHERE r.tenant_id = %(tenant)s AND r.confirmation_code = %(code)s
RETURNING r.whole_shop

-- name: mark
SELECT shop.mark_deletion(%(code)s, %(done)s)

-- name: release
SELECT shop.release_account(%(account)s)

-- name: index_gone
SELECT 1 AS gone FROM shop.deletion_requests
WHERE tenant_id = %(tenant)s AND confirmation_code = %(code)s AND index_gone_at IS NOT NULL

-- name: account
DELETE FROM shop.accounts WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: completed
UPDATE shop.deletion_requests SET completed_at = now() WHERE tenant_id = %(tenant)s AND confirmation_code = %(code)s

-- name: directories
SELECT shop.forget_directories()

-- name: requests
DELETE FROM shop.deletion_requests WHERE tenant_id = %(tenant)s

-- name: shop
DELETE FROM shop.tenants WHERE tenant_id = %(tenant)s
