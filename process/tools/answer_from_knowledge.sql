-- name: sources
SELECT k.entry_id, s.title AS document, s.url AS read_more_at, k.page
FROM shop.knowledge k JOIN shop.knowledge_sources s USING (tenant_id, source_id)
WHERE k.tenant_id = %(tenant)s AND k.entry_id = ANY (%(passages)s)
