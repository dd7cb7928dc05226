-- name: shop
SELECT t.name_ar, t.name_en,
  (SELECT count(*) FROM shop.alerts a WHERE a.tenant_id = t.tenant_id AND a.ended_at IS NULL) AS alerts
FROM shop.tenants t WHERE t.tenant_id = %(tenant)s

-- name: accounts
SELECT a.account_id, a.username, a.state, a.setup_problem, EXISTS (
  SELECT FROM shop.alerts l WHERE (l.tenant_id, l.account_id) = (a.tenant_id, a.account_id)
    AND l.kind = 'login_ends' AND l.ended_at IS NULL) AS login_ends
FROM shop.accounts a WHERE a.tenant_id = %(tenant)s ORDER BY a.username, a.account_id
