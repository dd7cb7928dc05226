-- name: due
SELECT account_id AS account, reconcile_due_at AS due_at FROM shop.accounts
WHERE tenant_id = %(tenant)s AND state = 'active' AND reconcile_due_at <= now()
  AND (busy_until IS NULL OR busy_until <= now())
