-- name: connector
-- Whoever pushes for this shop waits for whoever does: one order at a time.
SELECT kind, address, credentials, orders_since FROM shop.connectors
WHERE tenant_id = %(tenant)s AND orders_since IS NOT NULL AND state = 'active'
ORDER BY orders_since DESC LIMIT 1 FOR UPDATE

-- name: note_new
-- What was never tried goes where orders go now.
WITH moved AS (
  UPDATE shop.order_pushes SET kind = %(kind)s
  WHERE tenant_id = %(tenant)s AND state = 'waiting' AND kind <> %(kind)s AND first_tried_at IS NULL
)
INSERT INTO shop.order_pushes (tenant_id, order_no, kind)
SELECT o.tenant_id, o.order_no, %(kind)s FROM shop.orders o
WHERE o.tenant_id = %(tenant)s AND o.created_at >= %(since)s AND o.state IN ('new', 'confirmed', 'with_courier')
  AND NOT EXISTS (SELECT FROM shop.order_pushes p WHERE (p.tenant_id, p.order_no) = (o.tenant_id, o.order_no))
  AND shop.may_go_on(o)
ON CONFLICT DO NOTHING

-- name: note_changes
-- What the shop has otherwise than it is now is told again, until a courier has it; so is a change to what it was, for its customer waits.
UPDATE shop.order_pushes p SET attempts = 0, not_before = now(), failing_since = NULL,
  state = CASE WHEN o.state IN ('delivered', 'returned') THEN 'over' ELSE 'waiting' END
FROM shop.orders o
WHERE p.tenant_id = %(tenant)s AND p.kind = %(kind)s AND p.state = 'accepted'
  AND (o.tenant_id, o.order_no) = (p.tenant_id, p.order_no)
  AND (o.state IN ('delivered', 'returned', 'cancelled')
       OR o.state IN ('new', 'confirmed') AND (p.customer_waits OR p.told <> (SELECT t.told FROM shop.told_of(o) t)))

-- name: next
-- By number among those whose time has come, so that one in doubt holds up none behind it; else the first whose time comes.
SELECT p.key, p.order_no, p.shop_id, p.shop_number, p.attempts, p.first_tried_at, now() AS now,
  p.ready_at, p.customer_waits, t.lines, t.told, t.told_goods, p.told AS had, p.told_goods AS had_goods,
  p.told_goods IS DISTINCT FROM t.told_goods AS goods_changed, o.state, o.account_id, o.customer_id, o.currency, o.goods,
  o.discount, o.delivery_fee, o.total, o.payment, o.delivery
FROM (
  SELECT p.*, GREATEST(p.not_before, p.lease_until) AS ready_at
  FROM shop.order_pushes p JOIN shop.orders o USING (tenant_id, order_no)
  WHERE p.tenant_id = %(tenant)s AND p.kind = %(kind)s AND p.state IN ('waiting', 'pushing') AND shop.may_go_on(o)
  ORDER BY GREATEST(p.not_before, p.lease_until, now()), p.order_no LIMIT 1
) p JOIN shop.orders o USING (tenant_id, order_no), shop.told_of(o) t

-- name: claim
-- With what the attempt may leave there: what was sent so far, as long as it was one and the same.
UPDATE shop.order_pushes SET state = 'pushing', attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, now()),
  lease_until = now() + %(lease)s,
  told = CASE WHEN first_tried_at IS NULL OR told = %(told)s THEN %(told)s ELSE '' END,
  told_goods = CASE WHEN first_tried_at IS NULL OR told_goods = %(told_goods)s THEN %(told_goods)s ELSE '' END
WHERE (tenant_id, order_no) = (%(tenant)s, %(order_no)s)
RETURNING attempts, first_tried_at

-- name: overdue
-- What a lost bell has left, and orders of which nobody has rung.
SELECT 1 AS one FROM shop.order_pushes p JOIN shop.connectors c USING (tenant_id, kind) JOIN shop.orders o USING (tenant_id, order_no)
WHERE p.tenant_id = %(tenant)s AND c.orders_since IS NOT NULL AND c.state = 'active'
  AND p.state IN ('waiting', 'pushing') AND GREATEST(p.not_before, p.lease_until) < now() - %(grace)s::interval
  AND shop.may_go_on(o)
LIMIT 1
