-- name: account
SELECT app_scoped_id, access_token AS sealed_token FROM shop.accounts
WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s)

-- name: not_shown
UPDATE shop.conversations SET needs_person_since = COALESCE(needs_person_since, now()),
  needs_person_reason = COALESCE(needs_person_reason, %(person)s)
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
