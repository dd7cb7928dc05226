-- name: status
SELECT requested_at, began_at, completed_at FROM shop.deletion_of(%(code)s)
