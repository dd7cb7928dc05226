-- name: note_all
-- The rows that are not sold any more as well: an index that was not told so may still have them.
INSERT INTO shop.index_jobs (tenant_id, kind, key, mark)
SELECT tenant_id, 'product', sku, %(mark)s::uuid FROM shop.products WHERE tenant_id = %(tenant)s
UNION ALL SELECT tenant_id, 'knowledge', entry_id, %(mark)s FROM shop.knowledge WHERE tenant_id = %(tenant)s
ON CONFLICT (tenant_id, kind, key) DO UPDATE SET mark = EXCLUDED.mark, refused = NULL

-- name: indexes
-- A rebuild stays on its service; the other index of a move may be anywhere.
SELECT t.search_service AS service, t.search_index AS live, t.search_index_next AS next,
  CASE WHEN t.search_index_since < now() - make_interval(secs => %(grace)s) THEN t.search_index_before END AS retired,
  CASE WHEN m.switched_at IS NULL THEN m.to_service ELSE m.from_service END AS other_service,
  CASE WHEN m.switched_at IS NULL THEN m.to_index ELSE m.from_index END AS other
FROM shop.tenants t LEFT JOIN shop.search_moves m USING (tenant_id) WHERE t.tenant_id = %(tenant)s

-- name: take
SELECT kind, key, mark FROM shop.index_jobs
WHERE tenant_id = %(tenant)s AND refused IS NULL ORDER BY kind, key LIMIT %(most)s

-- name: done
-- What has changed again meanwhile keeps its job. What somebody else has done meanwhile is noted anew, for nobody knows
-- whose upload came last.
WITH done AS (
  SELECT * FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(marks)s::uuid[]) AS d (kind, key, mark)
), gone AS (
  DELETE FROM shop.index_jobs j USING done d
  WHERE j.tenant_id = %(tenant)s AND (j.kind, j.key, j.mark) = (d.kind, d.key, d.mark) RETURNING j.kind, j.key
)
INSERT INTO shop.index_jobs (tenant_id, kind, key, mark)
SELECT %(tenant)s, d.kind, d.key, %(anew)s FROM done d WHERE NOT EXISTS (SELECT FROM gone g WHERE (g.kind, g.key) = (d.kind, d.key))
ON CONFLICT DO NOTHING

-- name: refuse
UPDATE shop.index_jobs SET refused = d.why
FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(marks)s::uuid[], %(whys)s::text[]) AS d (kind, key, mark, why)
WHERE tenant_id = %(tenant)s AND (index_jobs.kind, index_jobs.key, index_jobs.mark) = (d.kind, d.key, d.mark)

-- name: left
SELECT count(*) FILTER (WHERE refused IS NULL) AS waiting, COALESCE(array_agg(kind || ' ' || key ORDER BY kind, key)
  FILTER (WHERE refused IS NOT NULL), '{}') AS refused
FROM shop.index_jobs WHERE tenant_id = %(tenant)s

-- name: keys
SELECT r.kind, r.key FROM (
  SELECT 'product' AS kind, sku AS key FROM shop.products WHERE tenant_id = %(tenant)s AND active
  UNION ALL SELECT 'knowledge', entry_id FROM shop.knowledge WHERE tenant_id = %(tenant)s
) r WHERE NOT EXISTS (SELECT FROM shop.index_jobs j WHERE j.tenant_id = %(tenant)s
  AND (j.kind, j.key) = (r.kind, r.key) AND j.refused IS NOT NULL)

-- name: begin
-- A rebuild that was cut off goes on where it was. None begins during a move, nor of an index that shops share.
UPDATE shop.tenants SET search_index_next =
  COALESCE(search_index_next, regexp_replace(search_index, '-r\d+$', '') || '-r' ||
    COALESCE(substring(search_index FROM '-r(\d+)$')::integer + 1, 1))
WHERE tenant_id = %(tenant)s AND search_index <> %(pilot)s
  AND NOT EXISTS (SELECT FROM shop.search_moves m WHERE m.tenant_id = %(tenant)s)
RETURNING search_index_next

-- name: swap
-- Only when the next one has everything.
UPDATE shop.tenants SET search_index_before = search_index, search_index = search_index_next, search_index_next = NULL,
  search_index_since = now()
WHERE tenant_id = %(tenant)s AND search_index_next IS NOT NULL
  AND NOT EXISTS (SELECT FROM shop.index_jobs j WHERE j.tenant_id = %(tenant)s AND j.refused IS NULL)
RETURNING search_index

-- name: forget_retired
UPDATE shop.tenants SET search_index_before = NULL
WHERE tenant_id = %(tenant)s AND search_index_before = %(retired)s

-- name: heard
UPDATE shop.tenants SET catalog_rung_at = now() WHERE tenant_id = %(tenant)s

-- name: overdue
-- Where no bell has been rung or heard for a while: one whose work fails comes again sooner, however long the search
-- service is away, and needs no other beside it.
UPDATE shop.tenants SET catalog_rung_at = now()
WHERE tenant_id = %(tenant)s
  AND (catalog_rung_at IS NULL OR catalog_rung_at < now() - make_interval(secs => %(quiet)s))
  AND (search_index_since < now() - make_interval(secs => %(grace)s) AND search_index_before IS NOT NULL
       OR EXISTS (SELECT FROM shop.index_jobs j WHERE j.tenant_id = %(tenant)s AND j.refused IS NULL
                  AND j.noted_at < now() - interval '1 minute'))
RETURNING tenant_id
