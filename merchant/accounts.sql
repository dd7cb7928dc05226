-- name: put_tenant
INSERT INTO shop.tenants (tenant_id, name_ar, name_en, currency, about_ar, about_en, search_index)
VALUES (%(tenant)s, %(name_ar)s, %(name_en)s, %(currency)s, %(about_ar)s, %(about_en)s, %(search_index)s)
ON CONFLICT (tenant_id) DO UPDATE SET name_ar = EXCLUDED.name_ar, name_en = EXCLUDED.name_en,
  currency = EXCLUDED.currency, about_ar = EXCLUDED.about_ar, about_en = EXCLUDED.about_en

-- name: claim
SELECT shop.claim_account(%(account)s) AS ours

-- name: put_account
INSERT INTO shop.accounts (tenant_id, account_id, app_scoped_id, username, access_token)
VALUES (%(tenant)s, %(account)s, %(app_scoped_id)s, %(username)s, %(access_token)s)
ON CONFLICT (tenant_id, account_id) DO UPDATE SET app_scoped_id = EXCLUDED.app_scoped_id,
  username = EXCLUDED.username, access_token = EXCLUDED.access_token, state = 'active', state_reason = NULL

-- name: audit_connected
INSERT INTO shop.audit_log (tenant_id, actor, action, detail)
VALUES (%(tenant)s, 'operator', 'account.connected', jsonb_build_object('account', %(account)s::text))
