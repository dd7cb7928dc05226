-- name: due_tenants
SELECT shop.tenants_to_alert(%(most)s) AS tenant

-- name: due
SELECT alert_id, kind, rounds, held FROM shop.alerts
WHERE tenant_id = %(tenant)s AND ended_at IS NULL AND next_round_at <= now()
ORDER BY at, alert_id LIMIT %(most)s FOR UPDATE SKIP LOCKED

-- name: hold
UPDATE shop.alerts SET held = true, next_round_at = %(until)s WHERE tenant_id = %(tenant)s AND alert_id = ANY(%(alerts)s)

-- name: begin_round
UPDATE shop.alerts SET rounds = rounds + 1, held = false, next_round_at = now() + %(again)s::interval
WHERE (tenant_id, alert_id) = (%(tenant)s, %(alert)s)

-- name: deliver
-- Nothing when it is there: a place is told once in a round.
INSERT INTO shop.alert_deliveries (tenant_id, delivery_id, alert_id, round, channel, target, alerts)
VALUES (%(tenant)s, %(delivery)s, %(alert)s, %(round)s, %(channel)s, %(target)s, %(alerts)s) ON CONFLICT DO NOTHING

-- name: claim
-- What nobody waits for any more ends here. What was being sent when its time ran out may have arrived: once it is sent
-- again, and after another such end nobody will know.
WITH mine AS (
  SELECT delivery_id FROM shop.alert_deliveries
  WHERE tenant_id = %(tenant)s AND state IN ('waiting', 'sending') AND not_before <= now()
  ORDER BY not_before LIMIT %(most)s FOR UPDATE SKIP LOCKED
), standing AS (
  SELECT d.delivery_id, EXISTS (SELECT FROM shop.alerts a WHERE a.tenant_id = d.tenant_id AND a.alert_id = ANY(d.alerts)
    AND a.ended_at IS NULL) AS wanted
  FROM shop.alert_deliveries d WHERE d.tenant_id = %(tenant)s AND d.delivery_id IN (SELECT delivery_id FROM mine)
), claimed AS (
  UPDATE shop.alert_deliveries d SET
    state = CASE WHEN NOT s.wanted THEN 'ended' WHEN d.state = 'sending' AND d.doubts > 0 THEN 'unknown' ELSE 'sending' END,
    attempts = d.attempts + 1, doubts = d.doubts + (d.state = 'sending')::integer,
    not_before = now() + %(within)s::interval
  FROM standing s WHERE d.tenant_id = %(tenant)s AND d.delivery_id = s.delivery_id
  RETURNING d.*
)
SELECT c.delivery_id, c.alert_id, c.channel, c.target, c.attempts, c.state,
  (SELECT jsonb_agg(jsonb_build_array(a.kind, a.detail ->> 'reason') ORDER BY a.at, a.alert_id) FROM shop.alerts a
   WHERE a.tenant_id = c.tenant_id AND a.alert_id = ANY(c.alerts) AND a.ended_at IS NULL) AS kinds
FROM claimed c ORDER BY c.created_at, c.delivery_id

-- name: note
-- Only by whoever holds the claim.
UPDATE shop.alert_deliveries SET state = %(state)s, reason = %(reason)s, not_before = now() + %(wait)s::interval,
  ended_at = CASE WHEN %(state)s <> 'waiting' THEN now() END
WHERE (tenant_id, delivery_id) = (%(tenant)s, %(delivery)s) AND state = 'sending' AND attempts = %(attempts)s

-- name: not_delivered
SELECT d.created_at AS at, a.kind, d.round, d.channel, d.target, d.state, d.reason, d.attempts
FROM shop.alert_deliveries d JOIN shop.alerts a USING (tenant_id, alert_id)
WHERE d.tenant_id = %(tenant)s AND (d.state IN ('failed', 'gone', 'unknown') OR d.state = 'waiting' AND d.attempts > 0)
ORDER BY d.created_at DESC, d.delivery_id LIMIT %(most)s
