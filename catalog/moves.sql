-- name: where
SELECT t.search_service, t.search_index,
  (SELECT count(*) FROM shop.products p WHERE p.tenant_id = t.tenant_id AND p.active)
    + (SELECT count(*) FROM shop.knowledge k WHERE k.tenant_id = t.tenant_id) AS documents
FROM shop.tenants t WHERE t.tenant_id = %(tenant)s

-- name: accounts
SELECT account_id FROM shop.accounts WHERE tenant_id = %(tenant)s ORDER BY account_id

-- name: under_way
SELECT from_service, from_index, to_service, to_index, switched_at IS NOT NULL AS switched,
  switched_at < now() - %(keep)s::interval AS is_over
FROM shop.search_moves WHERE tenant_id = %(tenant)s

-- name: begin
-- No row when every service is full, when the shop is moving already, or while its index is rebuilt.
INSERT INTO shop.search_moves (tenant_id, from_service, from_index, to_service, to_index)
SELECT t.tenant_id, t.search_service, t.search_index, p.service, %(index)s
FROM shop.tenants t, shop.take_search_place(%(services)s, %(limits)s, %(index)s) p (service)
WHERE t.tenant_id = %(tenant)s AND t.search_service IS NOT NULL AND p.service IS NOT NULL
  AND t.search_index_next IS NULL AND t.search_index_before IS NULL
ON CONFLICT (tenant_id) DO NOTHING
RETURNING to_service

-- name: switch
-- One statement: no question finds the shop between two places.
WITH moved AS (
  UPDATE shop.search_moves SET switched_at = now() WHERE tenant_id = %(tenant)s AND switched_at IS NULL
  RETURNING to_service, to_index
)
UPDATE shop.tenants SET search_service = m.to_service, search_index = m.to_index FROM moved m WHERE tenant_id = %(tenant)s

-- name: turn_back
-- The way back is a move of its own, which has only to switch.
WITH moved AS (
  UPDATE shop.search_moves SET from_service = to_service, from_index = to_index, to_service = from_service,
    to_index = from_index, switched_at = NULL
  WHERE tenant_id = %(tenant)s AND switched_at IS NOT NULL
  RETURNING to_service
)
SELECT to_service FROM moved

-- name: end
DELETE FROM shop.search_moves
WHERE tenant_id = %(tenant)s AND (from_service, from_index, to_service, to_index) = (%(from_service)s, %(from_index)s, %(to_service)s, %(to_index)s)
