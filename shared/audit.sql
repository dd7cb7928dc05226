-- name: write_down
INSERT INTO shop.audit_log (tenant_id, actor, user_id, action, detail)
VALUES (%(tenant)s, %(actor)s, %(user)s, %(action)s, %(detail)s::jsonb)
