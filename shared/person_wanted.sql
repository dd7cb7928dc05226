-- name: tell
-- A new reason replaces the one that is told already.
WITH wanted AS (
  UPDATE shop.conversations c SET needs_person_summary = COALESCE(c.needs_person_summary, (
    SELECT left('«' || string_agg(said.text, ' / ' ORDER BY said.seq) || '»', 600) FROM (
      SELECT e.seq, left(e.text, 190) AS text FROM shop.events e
      WHERE (e.tenant_id, e.account_id, e.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
        AND e.author = 'customer' AND e.text IS NOT NULL
      ORDER BY e.seq DESC LIMIT 3) said))
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND needs_person_since IS NOT NULL
  RETURNING tenant_id, account_id, customer_id, needs_person_reason
)
INSERT INTO shop.alerts AS a (tenant_id, account_id, kind, about, customer_id, detail)
SELECT tenant_id, account_id, 'person_wanted', customer_id, customer_id, jsonb_build_object('reason', needs_person_reason)
FROM wanted
ON CONFLICT (tenant_id, account_id, kind, about) WHERE ended_at IS NULL DO UPDATE SET detail = EXCLUDED.detail
  WHERE a.detail IS DISTINCT FROM EXCLUDED.detail
RETURNING a.xmax = 0 AS new, a.detail ->> 'reason' AS reason
