-- name: keep_for
UPDATE shop.tenants SET messages_kept = %(days)s * interval '1 day' WHERE tenant_id = %(tenant)s RETURNING tenant_id

-- name: silent
-- Locked, so that nobody writes to it before it is gone; one that is locked is not silent.
SELECT c.account_id, c.customer_id, u.opted_out_at
FROM shop.conversations c
JOIN shop.tenants t USING (tenant_id)
LEFT JOIN shop.customers u ON (u.tenant_id, u.account_id, u.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
WHERE c.tenant_id = %(tenant)s AND c.last_customer_seq <= c.answered_seq
  AND COALESCE(GREATEST(c.last_customer_at, c.last_answer_at, c.last_owner_at), '-infinity') < now() - t.messages_kept
  AND NOT EXISTS (SELECT FROM shop.events e
    WHERE (e.tenant_id, e.account_id, e.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
      AND (e.recorded_at >= now() - t.messages_kept OR e.author = 'customer' AND e.disposition IS NULL))
  AND NOT EXISTS (SELECT FROM shop.parts p
    WHERE (p.tenant_id, p.account_id, p.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
      AND (p.created_at >= now() - t.messages_kept OR p.state IN ('queued', 'sending', 'in_doubt')))
LIMIT %(most)s FOR UPDATE OF c SKIP LOCKED

-- name: opted_out
INSERT INTO shop.customers (tenant_id, account_id, customer_id, opted_out_at)
VALUES (%(tenant)s, %(account)s, %(customer)s, %(at)s)

-- name: events
-- Their keys stay: an event of its own age is not delivered again, but may be told again by another reading of a thread.
WITH found AS (
  SELECT e.ctid FROM shop.events e JOIN shop.tenants t USING (tenant_id)
  WHERE e.tenant_id = %(tenant)s AND e.recorded_at < now() - t.messages_kept
    AND (e.author <> 'customer' OR e.disposition IS NOT NULL) LIMIT %(most)s
), gone AS (DELETE FROM shop.events WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: parts
WITH found AS (
  SELECT p.ctid FROM shop.parts p JOIN shop.tenants t USING (tenant_id)
  WHERE p.tenant_id = %(tenant)s AND p.created_at < now() - t.messages_kept
    AND p.state NOT IN ('queued', 'sending', 'in_doubt') LIMIT %(most)s
), gone AS (DELETE FROM shop.parts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: turns
WITH found AS (
  SELECT w.ctid FROM shop.turns w JOIN shop.tenants t USING (tenant_id)
  WHERE w.tenant_id = %(tenant)s AND w.finished_at < now() - t.messages_kept LIMIT %(most)s
), gone AS (DELETE FROM shop.turns WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: notes
-- They tell of what is gone by now, and are made anew from what is left.
WITH found AS (
  SELECT n.ctid FROM shop.notes n JOIN shop.tenants t USING (tenant_id)
  WHERE n.tenant_id = %(tenant)s AND n.made_at < now() - t.messages_kept LIMIT %(most)s
), gone AS (DELETE FROM shop.notes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: corrections
-- Of a conversation: what the shop wrote without one is its own.
WITH found AS (
  SELECT r.ctid FROM shop.corrections r JOIN shop.tenants t USING (tenant_id)
  WHERE r.tenant_id = %(tenant)s AND r.customer_id IS NOT NULL AND r.created_at < now() - t.messages_kept LIMIT %(most)s
), gone AS (DELETE FROM shop.corrections WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: usage_ledger
-- What was spent stays spent; of whom it was is forgotten.
WITH found AS (
  SELECT l.ctid FROM shop.usage_ledger l JOIN shop.tenants t USING (tenant_id)
  WHERE l.tenant_id = %(tenant)s AND l.customer_id IS NOT NULL AND l.at < now() - t.messages_kept LIMIT %(most)s
), gone AS (UPDATE shop.usage_ledger SET account_id = NULL, customer_id = NULL, turn_no = NULL
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: order_drafts
WITH found AS (
  SELECT d.ctid FROM shop.order_drafts d JOIN shop.tenants t USING (tenant_id)
  WHERE d.tenant_id = %(tenant)s AND GREATEST(d.created_at, d.expires_at) < now() - t.messages_kept LIMIT %(most)s
), gone AS (DELETE FROM shop.order_drafts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: wishes
WITH found AS (
  SELECT w.ctid FROM shop.wishes w JOIN shop.tenants t USING (tenant_id)
  WHERE w.tenant_id = %(tenant)s AND w.wished_at < now() - t.messages_kept LIMIT %(most)s
), gone AS (DELETE FROM shop.wishes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: alerts
WITH found AS (
  SELECT a.ctid FROM shop.alerts a JOIN shop.tenants t USING (tenant_id)
  WHERE a.tenant_id = %(tenant)s AND a.ended_at < now() - t.messages_kept LIMIT %(most)s
), gone AS (DELETE FROM shop.alerts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: event_keys
WITH found AS (SELECT ctid FROM shop.event_keys WHERE tenant_id = %(tenant)s AND seen_at < now() - %(age)s::interval LIMIT %(most)s),
  gone AS (DELETE FROM shop.event_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: api_writes
WITH found AS (SELECT ctid FROM shop.api_writes WHERE tenant_id = %(tenant)s AND at < now() - %(age)s::interval LIMIT %(most)s),
  gone AS (DELETE FROM shop.api_writes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: alert_deliveries
WITH found AS (SELECT ctid FROM shop.alert_deliveries
    WHERE tenant_id = %(tenant)s AND ended_at < now() - %(age)s::interval LIMIT %(most)s),
  gone AS (DELETE FROM shop.alert_deliveries WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: unowned
SELECT shop.forget_unowned(%(unrouted)s::interval, %(poison)s::interval, %(most)s) AS gone
