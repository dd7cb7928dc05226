-- name: tenants_to_forget
SELECT shop.tenants_to_forget(%(most)s) AS tenant
