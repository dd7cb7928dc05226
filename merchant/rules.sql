-- name: put
UPDATE shop.tenants SET comment_rule = %(rule)s, comment_keywords = %(keywords)s, comment_public_reply = %(public_reply)s
WHERE tenant_id = %(tenant)s
RETURNING tenant_id
