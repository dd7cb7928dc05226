-- name: currency
SELECT currency FROM shop.tenants WHERE tenant_id = %(tenant)s
