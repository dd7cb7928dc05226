-- name: lease
-- The clock is read under the row's lock, so whoever comes later also has the later time.
INSERT INTO shop.pace AS p (tenant_id, account_id, kind, ends, granted)
VALUES (%(tenant)s, %(account)s, %(kind)s,
  array_fill(clock_timestamp() + %(span)s::interval, ARRAY[%(block)s::int]), %(block)s::int)
ON CONFLICT (tenant_id, account_id, kind) DO UPDATE SET (ends, granted) = (
  SELECT counted.ends || array_fill(counted.at + %(span)s::interval, ARRAY[free.permits]), free.permits
  FROM (SELECT clock_timestamp() AS at) asked,
    LATERAL (SELECT asked.at, ARRAY(
      SELECT e FROM unnest(p.ends) e WHERE e > asked.at - %(window)s::interval ORDER BY e) AS ends) counted,
    LATERAL (SELECT GREATEST(LEAST(%(block)s::int, %(permits)s::int - cardinality(counted.ends)), 0) AS permits) free)
RETURNING granted, extract(epoch FROM p.ends[1] + %(window)s::interval - clock_timestamp())::float8 AS wait
