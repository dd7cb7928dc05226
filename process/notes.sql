-- name: read
SELECT through_seq, text FROM shop.notes
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: lock
-- A statement of its own: whoever changes what was said holds this row meanwhile.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: keep
-- Not what has been changed or taken back while the notes were made, nor over others' notes.
INSERT INTO shop.notes AS n (tenant_id, account_id, customer_id, through_seq, text)
SELECT %(tenant)s, %(account)s, %(customer)s, %(through)s, %(text)s
WHERE %(before)s = COALESCE((SELECT through_seq FROM shop.notes
    WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)), 0)
  AND NOT EXISTS (
    SELECT FROM unnest(%(seqs)s::bigint[], %(texts)s::text[]) AS noted (seq, text)
    LEFT JOIN shop.events e ON (e.tenant_id, e.account_id, e.customer_id, e.seq)
      = (%(tenant)s, %(account)s, %(customer)s, noted.seq)
    WHERE e.text IS DISTINCT FROM noted.text)
ON CONFLICT (tenant_id, account_id, customer_id)
  DO UPDATE SET through_seq = EXCLUDED.through_seq, text = EXCLUDED.text, made_at = now()
RETURNING through_seq

-- name: forget
-- Of what a customer takes back or puts otherwise nothing stays in the notes either; they are made anew of what is left.
DELETE FROM shop.notes n
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND EXISTS (SELECT FROM shop.events e
    WHERE e.tenant_id = n.tenant_id AND e.mid = ANY(%(mids)s) AND e.account_id = n.account_id
      AND e.customer_id = n.customer_id AND e.seq <= n.through_seq)

-- name: paid
-- The turn's commit has set aside what the notes might cost.
UPDATE shop.usage_ledger SET money = money + %(money)s, prompt_tokens = prompt_tokens + %(prompt_tokens)s,
  cached_tokens = cached_tokens + %(cached_tokens)s, completion_tokens = completion_tokens + %(completion_tokens)s
WHERE (tenant_id, account_id, customer_id, turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
