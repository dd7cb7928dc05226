-- name: ask
SELECT shop.ask_for_letter(%(letter)s, %(email)s, %(browser)s, %(most)s) AS taken

-- name: look
SELECT tenant_id, asked_here FROM shop.let_in_by(%(link)s, %(browser)s)

-- name: use
SELECT user_id, role FROM shop.use_link(%(link)s, %(tenant)s)

-- name: names
SELECT name_ar, name_en FROM shop.tenants WHERE tenant_id = %(tenant)s
