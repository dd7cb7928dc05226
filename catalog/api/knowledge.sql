-- name: sources
SELECT s.source_id, s.kind, s.url, s.title, s.fetched_at AS read_at, count(k.entry_id) AS passages
FROM shop.knowledge_sources s LEFT JOIN shop.knowledge k USING (tenant_id, source_id)
WHERE s.tenant_id = %(tenant)s AND (%(one)s::text IS NULL OR s.source_id = %(one)s::text)
  AND (%(source)s::text IS NULL OR s.source_id > %(source)s::text)
GROUP BY s.tenant_id, s.source_id ORDER BY s.source_id LIMIT %(most)s

-- name: entries
SELECT entry_id, title_ar, title_en, text_ar, text_en, tags, source_id, page, position FROM shop.knowledge
WHERE tenant_id = %(tenant)s AND (%(one)s::text IS NULL OR entry_id = %(one)s::text)
  AND (%(of_source)s::text IS NULL OR source_id = %(of_source)s::text)
  AND (%(own)s::boolean IS NULL OR (source_id IS NULL) = %(own)s::boolean)
  AND (%(entry)s::text IS NULL OR entry_id > %(entry)s::text)
ORDER BY entry_id LIMIT %(most)s

-- name: is_passage
SELECT source_id IS NOT NULL AS is_passage FROM shop.knowledge WHERE tenant_id = %(tenant)s AND entry_id = %(entry)s FOR UPDATE

-- name: delete_entry
DELETE FROM shop.knowledge WHERE tenant_id = %(tenant)s AND entry_id = %(entry)s
