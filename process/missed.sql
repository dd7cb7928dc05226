-- name: count
-- What is older than is kept goes with it. A discarded turn's searches are made again by the turn that follows. Where a day has
-- its rows already, what is new is not kept.
WITH today AS (
  SELECT (now() AT TIME ZONE 'Asia/Amman')::date AS day
), stale AS (
  DELETE FROM shop.missed_searches m USING today WHERE m.tenant_id = %(tenant)s AND m.day <= today.day - %(kept_days)s::integer
)
INSERT INTO shop.missed_searches AS m (tenant_id, day, query)
SELECT %(tenant)s, today.day, asked.query
FROM today, unnest(%(queries)s::text[]) AS asked (query)
WHERE EXISTS (SELECT FROM shop.turns t
    WHERE (t.tenant_id, t.account_id, t.customer_id, t.turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
      AND t.outcome <> 'discarded')
  AND (EXISTS (SELECT FROM shop.missed_searches k WHERE (k.tenant_id, k.day, k.query) = (%(tenant)s, today.day, asked.query))
    OR %(most)s > (SELECT count(*) FROM shop.missed_searches k WHERE (k.tenant_id, k.day) = (%(tenant)s, today.day)))
ORDER BY asked.query  -- one order for all, so that two turns never wait for each other
ON CONFLICT (tenant_id, day, query) DO UPDATE SET times = m.times + 1
