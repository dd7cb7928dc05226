-- name: put
UPDATE shop.tenants SET opening_hours = COALESCE(%(hours)s::jsonb, opening_hours), time_zone = COALESCE(%(zone)s, time_zone)
WHERE tenant_id = %(tenant)s
RETURNING opening_hours, time_zone
