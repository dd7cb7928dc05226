-- name: pace
-- The newest rows decide, as many as the limit has; by Meta's own times, for it may deliver the messages of hours at once.
-- What was left to the owner counts for nothing.
SELECT limits.passed, limits.passed IS NOT NULL AND EXISTS (
  SELECT FROM shop.turns u
  WHERE (u.tenant_id, u.account_id, u.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND u.reason = 'throttled' AND u.outcome <> 'discarded'
    AND u.finished_at > now() - CASE limits.passed WHEN 'day' THEN interval '1 day' ELSE interval '1 hour' END) AS told
FROM shop.tenants t, LATERAL (
  SELECT count(*) FILTER (WHERE newest.at > now() - interval '1 minute') AS in_minute,
    count(*) FILTER (WHERE newest.at > now() - interval '1 day') AS in_day
  FROM (SELECT e.at, e.disposition FROM shop.events e
    WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND e.author = 'customer'
    ORDER BY e.seq DESC LIMIT GREATEST(t.most_a_day, t.most_a_minute) + 1) newest
  WHERE newest.disposition IS NULL OR newest.disposition IN ('answered', 'failed', 'throttled')
) said, LATERAL (
  SELECT CASE WHEN said.in_day > t.most_a_day THEN 'day' WHEN said.in_minute > t.most_a_minute THEN 'minute' END AS passed
) limits
WHERE t.tenant_id = %(tenant)s
