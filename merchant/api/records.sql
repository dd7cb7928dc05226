-- name: audit
-- Moments are compared as whole microseconds, which a cursor can hold exactly.
SELECT * FROM (
  SELECT entry_id::text, at, actor, user_id, action, detail, (extract(epoch FROM at) * 1000000)::bigint AS moment
  FROM shop.audit_log WHERE tenant_id = %(tenant)s AND (%(action)s::text IS NULL OR action = %(action)s::text)
) found
WHERE %(moment)s::bigint IS NULL OR (moment, entry_id) < (%(moment)s::bigint, %(entry)s::text)
ORDER BY moment DESC, entry_id DESC LIMIT %(most)s
