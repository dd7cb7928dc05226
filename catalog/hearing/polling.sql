-- name: due
-- Marked before it begins: one that fails or dies waits for its next time like all others.
UPDATE shop.connectors SET polled_at = now()
WHERE tenant_id = %(tenant)s AND state = 'active' AND kind IN ('shopify', 'woocommerce')
  AND (polled_at IS NULL OR polled_at < now() - %(every)s::interval)
RETURNING kind, address, credentials
