-- name: conversations
INSERT INTO shop.conversations (tenant_id, account_id, customer_id, last_seq, last_customer_seq, answered_seq,
  first_unanswered_at, due_at, last_customer_at, last_part_no)
SELECT %(tenant)s, %(account)s, customer, 4, 4, 3, now(), now(), now(), 3 FROM unnest(%(customers)s::text[]) customer

-- name: events
-- Three questions that were answered and one that waits.
INSERT INTO shop.events (tenant_id, account_id, customer_id, seq, event_key, kind, author, at, mid, text, disposition)
SELECT %(tenant)s, %(account)s, customer, n, 'message:' || customer || n, 'message', 'customer', now(), customer || n,
  %(text)s, CASE WHEN n < 4 THEN 'answered' END
FROM unnest(%(customers)s::text[]) customer, generate_series(1, 4) n

-- name: parts
INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, state)
SELECT %(tenant)s, %(account)s, customer, n, n, n, %(answer)s, 'sent'
FROM unnest(%(customers)s::text[]) customer, generate_series(1, 3) n

-- name: spent
SELECT count(*) AS turns, avg(prompt_tokens)::float8 AS prompt, avg(cached_tokens)::float8 AS cached,
  avg(completion_tokens)::float8 AS completion, avg(money)::float8 AS money
FROM shop.usage_ledger WHERE tenant_id = %(tenant)s AND state = 'settled'

-- name: outcomes
SELECT outcome, reason, count(*) AS turns FROM shop.turns WHERE tenant_id = %(tenant)s GROUP BY 1, 2
