-- name: lock
-- Whoever records, answers or sends for this customer waits; what they find afterwards is nobody's.
SELECT FROM shop.conversations WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: keep_keys
-- The first release wrote keys with the events only; without its key an erased message would come back.
INSERT INTO shop.event_keys (tenant_id, event_key) SELECT tenant_id, event_key FROM shop.events
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) ON CONFLICT DO NOTHING

-- name: orders
-- An order outlives the customer: what was sold is the shop's. Where to deliver it is kept until it is over.
UPDATE shop.orders SET account_id = NULL, customer_id = NULL, draft_no = NULL,
  delivery = CASE WHEN state IN ('delivered', 'returned', 'cancelled') THEN '{}' ELSE delivery END
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
RETURNING order_no, state

-- name: usage_ledger
WITH gone AS (UPDATE shop.usage_ledger SET customer_id = NULL, turn_no = NULL
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: notes
WITH gone AS (DELETE FROM shop.notes WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: corrections
WITH gone AS (DELETE FROM shop.corrections WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: parts
WITH gone AS (DELETE FROM shop.parts WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: events
WITH gone AS (DELETE FROM shop.events WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: turns
WITH gone AS (DELETE FROM shop.turns WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: alerts
WITH gone AS (DELETE FROM shop.alerts WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: order_drafts
WITH gone AS (DELETE FROM shop.order_drafts WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: wishes
WITH gone AS (DELETE FROM shop.wishes WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: customers
WITH gone AS (DELETE FROM shop.customers WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone

-- name: conversations
WITH gone AS (DELETE FROM shop.conversations WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) RETURNING 1)
SELECT count(*) AS rows FROM gone
