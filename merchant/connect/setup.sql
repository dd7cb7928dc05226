-- name: token
SELECT access_token FROM shop.accounts WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: set_up
UPDATE shop.accounts SET subscribed_fields = %(fields)s, setup_problem = %(problem)s, self_test_mid = %(mid)s,
  self_test_at = now()
WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: read
SELECT a.username, a.subscribed_fields, a.setup_problem, a.self_test_at + %(patience)s < now() AS overdue,
  EXISTS (SELECT FROM shop.event_keys k WHERE k.tenant_id = a.tenant_id
    AND k.event_key IN ('echo:' || a.self_test_mid, 'message:' || a.self_test_mid)) AS heard
FROM shop.accounts a WHERE a.tenant_id = %(tenant)s AND a.account_id = %(account)s
