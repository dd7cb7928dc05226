-- name: put_source
-- First of all: whoever reads the same source at the same time waits here.
INSERT INTO shop.knowledge_sources (tenant_id, source_id, kind, url, title)
VALUES (%(tenant)s, %(source)s, %(kind)s, %(url)s, %(title)s)
ON CONFLICT (tenant_id, source_id) DO UPDATE SET kind = EXCLUDED.kind, url = EXCLUDED.url, title = EXCLUDED.title,
  fetched_at = now()

-- name: remove_passages
-- Of this source, those that it does not have any more.
DELETE FROM shop.knowledge
WHERE tenant_id = %(tenant)s AND source_id = %(source)s AND entry_id <> ALL (%(kept)s)
RETURNING entry_id

-- name: put_passages
-- What is called the same says the same; only its place may be another one.
INSERT INTO shop.knowledge AS k
  (tenant_id, entry_id, title_ar, title_en, text_ar, text_en, source_id, page, position)
SELECT %(tenant)s, p.entry_id, p.title_ar, p.title_en, p.text_ar, p.text_en, %(source)s, p.page, p.position
FROM jsonb_to_recordset(%(rows)s) AS p (entry_id text, title_ar text, title_en text, text_ar text, text_en text,
  page integer, position integer)
ON CONFLICT (tenant_id, entry_id) DO UPDATE SET page = EXCLUDED.page, position = EXCLUDED.position
RETURNING entry_id, xmax = 0 AS is_new

-- name: remove_source
DELETE FROM shop.knowledge_sources WHERE (tenant_id, source_id) = (%(tenant)s, %(source)s) RETURNING title

-- name: listed
SELECT s.source_id, s.kind, s.url, s.title, s.fetched_at, count(k.entry_id) AS passages
FROM shop.knowledge_sources s LEFT JOIN shop.knowledge k USING (tenant_id, source_id)
WHERE s.tenant_id = %(tenant)s
GROUP BY s.tenant_id, s.source_id
ORDER BY s.title, s.source_id

-- name: entries
SELECT count(*) AS entries FROM shop.knowledge WHERE tenant_id = %(tenant)s AND source_id IS NULL
