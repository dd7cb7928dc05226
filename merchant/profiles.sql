-- name: goods
-- More than one, for the name of the first may not fit.
SELECT name_ar AS ar, name_en AS en FROM shop.products
WHERE tenant_id = %(tenant)s AND active AND stock > 0 ORDER BY sku LIMIT 10

-- name: topics
-- Of the shop's own entries; what is told in one language only is called by that name in both.
SELECT COALESCE(NULLIF(title_ar, ''), title_en) AS ar, COALESCE(NULLIF(title_en, ''), title_ar) AS en, tags
FROM shop.knowledge WHERE tenant_id = %(tenant)s AND source_id IS NULL ORDER BY entry_id LIMIT 200

-- name: accounts
SELECT account_id, state, access_token, profile_digest, profile_checked_at, profile_problem,
  COALESCE(busy_until > now(), false) AS busy
FROM shop.accounts WHERE tenant_id = %(tenant)s ORDER BY account_id

-- name: begin
-- Before Instagram is asked: whatever happens then, something of ours may be there.
UPDATE shop.accounts SET profile_digest = NULL, profile_checked_at = now()
WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: shown
-- Only for the login under which it was read: another one meanwhile wants it set anew.
UPDATE shop.accounts SET profile_digest = %(digest)s, profile_checked_at = now(), profile_problem = NULL
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND access_token = %(sealed_token)s

-- name: not_shown
UPDATE shop.accounts SET profile_checked_at = now(), profile_problem = %(problem)s
WHERE tenant_id = %(tenant)s AND account_id = %(account)s

-- name: gone
-- Or out of reach for good: nothing is tried again before the next login.
UPDATE shop.accounts SET profile_digest = NULL, profile_checked_at = NULL, profile_problem = %(problem)s,
  access_token = %(nothing)s, token_expires_at = NULL, subscribed_fields = NULL
WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND state = 'disconnected' AND access_token = %(sealed_token)s
