-- name: put_tenant
INSERT INTO shop.tenants (tenant_id, name_ar, name_en, currency, about_ar, about_en, search_service, search_index)
VALUES (%(tenant)s, %(name_ar)s, %(name_en)s, %(currency)s, %(about_ar)s, %(about_en)s, NULL, %(search_index)s)
ON CONFLICT (tenant_id) DO UPDATE SET name_ar = EXCLUDED.name_ar, name_en = EXCLUDED.name_en,
  currency = EXCLUDED.currency, about_ar = EXCLUDED.about_ar, about_en = EXCLUDED.about_en
RETURNING xmax = 0 AS new, search_service IS NULL AS waits

-- name: claim
SELECT shop.claim_account(%(account)s) AS ours

-- name: wake_conversations
-- What waited for this login is looked at by the next sweep. Locked in the senders' order: conversation, account, part.
UPDATE shop.conversations c SET rings = 0, next_ring_at = NULL
WHERE c.tenant_id = %(tenant)s AND c.account_id = %(account)s AND (c.last_customer_seq > c.answered_seq OR EXISTS (
  SELECT FROM shop.parts p
  WHERE (p.tenant_id, p.account_id, p.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
    AND p.state IN ('queued', 'sending', 'in_doubt')))

-- name: put_account
INSERT INTO shop.accounts (tenant_id, account_id, app_scoped_id, username, access_token)
VALUES (%(tenant)s, %(account)s, %(app_scoped_id)s, %(username)s, %(access_token)s)
ON CONFLICT (tenant_id, account_id) DO UPDATE SET app_scoped_id = EXCLUDED.app_scoped_id,
  username = EXCLUDED.username, access_token = EXCLUDED.access_token, state = 'active', state_reason = NULL,
  busy_until = NULL, busy_reason = NULL, usage_percent = NULL, usage_at = NULL, reconcile_due_at = now(),
  profile_digest = NULL, profile_problem = NULL, setup_problem = NULL, token_issued_at = now(), token_expires_at = NULL

-- name: put_login
UPDATE shop.accounts SET display_name = %(display_name)s, account_type = %(account_type)s,
  permissions = %(permissions)s, logged_in_at = now(), token_issued_at = now(),
  token_expires_at = now() + make_interval(secs => %(token_seconds)s)
WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: wake_parts
-- Not those in doubt: their looks must lie apart.
UPDATE shop.parts SET not_before = now()
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND state = 'queued' AND not_before > now()

-- name: add_owner
-- A shop has an owner from the first moment on; put_tenant holds the tenant's row, so two cannot each add one.
INSERT INTO shop.users (tenant_id, user_id, role) SELECT %(tenant)s, %(user)s, 'owner'
WHERE NOT EXISTS (SELECT FROM shop.users WHERE tenant_id = %(tenant)s AND role = 'owner')

-- name: disconnect
-- Webhooks at least are ours there, whether or not a profile was ever set: there is something to clear.
UPDATE shop.accounts SET state = 'disconnected', state_reason = 'by_merchant',
  profile_checked_at = CASE WHEN state = 'disconnected' THEN profile_checked_at ELSE COALESCE(profile_checked_at, now()) END
WHERE tenant_id = %(tenant)s AND account_id = %(account)s
RETURNING account_id
