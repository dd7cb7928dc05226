-- name: count
-- One row a person. A window begins with the first call after the last one ended.
INSERT INTO shop.api_calls AS c (tenant_id, user_id, began_at, calls) VALUES (%(tenant)s, %(user)s, now(), 1)
ON CONFLICT (tenant_id, user_id) DO UPDATE SET
  began_at = CASE WHEN c.began_at + %(window)s * interval '1 second' <= now() THEN now() ELSE c.began_at END,
  calls = CASE WHEN c.began_at + %(window)s * interval '1 second' <= now() THEN 1 ELSE c.calls + 1 END
RETURNING calls, GREATEST(1, ceil(extract(epoch FROM began_at + %(window)s * interval '1 second' - now())))::integer AS seconds_left
