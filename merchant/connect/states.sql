-- name: begin
SELECT shop.begin_login(%(state)s, %(browser)s, %(lasts)s)

-- name: end
SELECT shop.end_login(%(state)s, %(browser)s) AS good
