-- name: customers
SELECT t.customer_id::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.customers t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.customer_id > %(after)s::text) ORDER BY t.customer_id LIMIT %(most)s

-- name: conversations
SELECT t.customer_id::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.conversations t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.customer_id > %(after)s::text) ORDER BY t.customer_id LIMIT %(most)s

-- name: notes
SELECT t.customer_id::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.notes t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.customer_id > %(after)s::text) ORDER BY t.customer_id LIMIT %(most)s

-- name: events
SELECT t.seq::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.events t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.seq > %(after)s::bigint) ORDER BY t.seq LIMIT %(most)s

-- name: parts
SELECT t.part_no::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.parts t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.part_no > %(after)s::bigint) ORDER BY t.part_no LIMIT %(most)s

-- name: turns
SELECT t.turn_no::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.turns t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.turn_no > %(after)s::bigint) ORDER BY t.turn_no LIMIT %(most)s

-- name: corrections
SELECT t.correction_id::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.corrections t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.correction_id > %(after)s::uuid) ORDER BY t.correction_id LIMIT %(most)s

-- name: alerts
SELECT t.alert_id::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.alerts t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.alert_id > %(after)s::uuid) ORDER BY t.alert_id LIMIT %(most)s

-- name: wishes
SELECT jsonb_build_array(sku, option)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.wishes t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR (t.sku, t.option) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1)) ORDER BY t.sku, t.option LIMIT %(most)s

-- name: order_drafts
SELECT t.draft_no::text AS key, to_jsonb(t) - ARRAY['tenant_id', 'summary_hash'] AS row FROM shop.order_drafts t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.draft_no > %(after)s::bigint) ORDER BY t.draft_no LIMIT %(most)s

-- name: orders
SELECT t.order_no::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.orders t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.order_no > %(after)s::bigint) ORDER BY t.order_no LIMIT %(most)s

-- name: usage_ledger
SELECT t.entry_id::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.usage_ledger t
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND (%(after)s::text IS NULL OR t.entry_id > %(after)s::uuid) ORDER BY t.entry_id LIMIT %(most)s
