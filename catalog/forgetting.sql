-- name: is_due
SELECT 1 AS due FROM shop.deletion_requests
WHERE tenant_id = %(tenant)s AND whole_shop AND index_gone_at IS NULL
  AND NOT EXISTS (SELECT FROM shop.products WHERE tenant_id = %(tenant)s)
  AND NOT EXISTS (SELECT FROM shop.knowledge WHERE tenant_id = %(tenant)s)

-- name: places
SELECT search_service AS service, search_index AS index_name FROM shop.tenants
  WHERE tenant_id = %(tenant)s AND search_service IS NOT NULL
UNION SELECT search_service, search_index_next FROM shop.tenants
  WHERE tenant_id = %(tenant)s AND search_service IS NOT NULL AND search_index_next IS NOT NULL
UNION SELECT search_service, search_index_before FROM shop.tenants
  WHERE tenant_id = %(tenant)s AND search_service IS NOT NULL AND search_index_before IS NOT NULL
UNION SELECT from_service, from_index FROM shop.search_moves WHERE tenant_id = %(tenant)s
UNION SELECT to_service, to_index FROM shop.search_moves WHERE tenant_id = %(tenant)s
ORDER BY 1, 2

-- name: lose_place
UPDATE shop.tenants SET search_service = NULL, search_index_next = NULL, search_index_before = NULL
WHERE tenant_id = %(tenant)s

-- name: forget_moves
DELETE FROM shop.search_moves WHERE tenant_id = %(tenant)s

-- name: gone
UPDATE shop.deletion_requests SET index_gone_at = now() WHERE tenant_id = %(tenant)s AND whole_shop
