-- name: let_go
DELETE FROM shop.api_writes WHERE tenant_id = %(tenant)s AND at < now() - interval '2 days'

-- name: begin
-- Waits for a transaction that has the same key; afterwards there is a row, or none if that one failed.
INSERT INTO shop.api_writes (tenant_id, user_id, key, fingerprint) VALUES (%(tenant)s, %(user)s, %(key)s, %(fingerprint)s)
ON CONFLICT (tenant_id, user_id, key) DO NOTHING RETURNING key

-- name: kept
SELECT fingerprint, answer FROM shop.api_writes WHERE (tenant_id, user_id, key) = (%(tenant)s, %(user)s, %(key)s)

-- name: finish
UPDATE shop.api_writes SET answer = %(answer)s WHERE (tenant_id, user_id, key) = (%(tenant)s, %(user)s, %(key)s)
