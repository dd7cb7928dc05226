-- name: claim
-- The next look is put ahead first, so that an account is read once, whoever else runs at the same time.
UPDATE shop.accounts SET reconcile_due_at = now() + %(every)s
WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s) AND state = 'active' AND reconcile_due_at <= now()
  AND (busy_until IS NULL OR busy_until <= now())
RETURNING app_scoped_id, access_token AS sealed_token, now() AS now,
  GREATEST(first_connected_at, now() - %(reach)s) AS oldest,
  GREATEST(reconciled_at - %(overlap)s, first_connected_at, now() - %(reach)s) AS since

-- name: known
-- By key, also when the event itself has been deleted since; taps and what was taken back are messages of a thread too.
SELECT m.mid FROM unnest(%(mids)s::text[]) AS m (mid)
WHERE EXISTS (SELECT FROM shop.event_keys k WHERE k.tenant_id = %(tenant)s AND k.event_key = ANY(ARRAY[
    'message:' || m.mid, 'echo:' || m.mid, 'postback:' || m.mid, 'unsend:' || m.mid]))
  OR EXISTS (SELECT FROM shop.events e WHERE e.tenant_id = %(tenant)s AND e.mid = m.mid
    AND e.kind IN ('message', 'echo', 'postback', 'unsend'))

-- name: done
-- What is left of a long list is due at once.
UPDATE shop.accounts SET reconciled_at = GREATEST(reconciled_at, %(until)s),
  reconcile_due_at = CASE WHEN %(rest)s THEN now() ELSE reconcile_due_at END
WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s)

-- name: put_off
-- Not when the account has been connected again meanwhile: then it is due.
UPDATE shop.accounts SET reconcile_due_at = GREATEST(reconcile_due_at, now() + %(wait)s)
WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s) AND access_token = %(sealed_token)s
