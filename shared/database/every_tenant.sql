-- name: tenants_after
SELECT shop.tenants_after(%(last)s::uuid, %(most)s) AS tenant
