-- name: lock
-- Before the lock that counting takes, in this order everywhere.
SELECT FROM shop.tenants WHERE tenant_id = %(tenant)s FOR NO KEY UPDATE

-- name: take
-- Whoever has a place keeps it, and one who waited and finds none still waits. A shop that is being forgotten gets none.
UPDATE shop.tenants SET search_service = shop.take_search_place(%(services)s, %(limits)s, %(index)s), search_index = %(index)s
WHERE tenant_id = %(tenant)s AND search_service IS NULL
  AND NOT EXISTS (SELECT FROM shop.deletion_requests r WHERE r.tenant_id = %(tenant)s AND r.whole_shop)
RETURNING search_service

-- name: usage
SELECT service, indexes, tenants, moves FROM shop.search_usage()
