-- name: lease
-- The clock is read under the row's lock, so whoever comes later also has the later time.
-- What the one who asks has left of its last block is given back: as many ends of that block are taken out.
INSERT INTO shop.pace AS p (tenant_id, account_id, kind, ends, granted)
VALUES (%(tenant)s, %(account)s, %(kind)s,
  array_fill(clock_timestamp() + %(span)s::interval, ARRAY[%(block)s::int]), %(block)s::int)
ON CONFLICT (tenant_id, account_id, kind) DO UPDATE SET (ends, granted) = (
  SELECT counted.ends || array_fill(counted.at + %(span)s::interval, ARRAY[free.permits]), free.permits
  FROM (SELECT clock_timestamp() AS at) asked,
    LATERAL (SELECT asked.at, ARRAY(
      SELECT e FROM (SELECT e, row_number() OVER (PARTITION BY e) AS place FROM unnest(p.ends) e) used
      WHERE e > asked.at - %(window)s::interval AND (e IS DISTINCT FROM %(block_end)s::timestamptz OR place > %(unused)s::int)
      ORDER BY e) AS ends) counted,
    LATERAL (SELECT GREATEST(LEAST(%(block)s::int, %(permits)s::int - cardinality(counted.ends)), 0) AS permits) free)
RETURNING granted, p.ends[cardinality(p.ends)] AS block_end, extract(epoch FROM p.ends[1] + %(window)s::interval - clock_timestamp())::float8 AS wait
