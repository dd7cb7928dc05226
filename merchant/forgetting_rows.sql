-- name: push_subscriptions
WITH found AS (SELECT ctid FROM shop.push_subscriptions WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.push_subscriptions WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: api_writes
WITH found AS (SELECT ctid FROM shop.api_writes WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.api_writes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: api_calls
WITH found AS (SELECT ctid FROM shop.api_calls WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.api_calls WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: users
WITH found AS (SELECT ctid FROM shop.users WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.users WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: tenant_keys
WITH found AS (SELECT ctid FROM shop.tenant_keys WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.tenant_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: alert_deliveries
WITH found AS (SELECT ctid FROM shop.alert_deliveries WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR alert_id IN (
    SELECT alert_id FROM shop.alerts WHERE tenant_id = %(tenant)s AND account_id = %(account)s)) LIMIT %(most)s),
  gone AS (DELETE FROM shop.alert_deliveries WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: alerts
WITH found AS (SELECT ctid FROM shop.alerts WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.alerts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: notes
WITH found AS (SELECT ctid FROM shop.notes WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.notes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: corrections
WITH found AS (SELECT ctid FROM shop.corrections WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.corrections WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: parts
WITH found AS (SELECT ctid FROM shop.parts WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.parts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: events
WITH found AS (SELECT ctid FROM shop.events WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.events WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: turns
WITH found AS (SELECT ctid FROM shop.turns WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.turns WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: wishes
WITH found AS (SELECT ctid FROM shop.wishes WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.wishes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: order_drafts
WITH found AS (SELECT ctid FROM shop.order_drafts WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.order_drafts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: customers
WITH found AS (SELECT ctid FROM shop.customers WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.customers WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: conversations
WITH found AS (SELECT ctid FROM shop.conversations WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.conversations WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: order_pushes
WITH found AS (SELECT ctid FROM shop.order_pushes WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR order_no IN (
    SELECT order_no FROM shop.orders WHERE tenant_id = %(tenant)s AND account_id = %(account)s)) LIMIT %(most)s),
  gone AS (DELETE FROM shop.order_pushes WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: order_lines
WITH found AS (SELECT ctid FROM shop.order_lines WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR order_no IN (
    SELECT order_no FROM shop.orders WHERE tenant_id = %(tenant)s AND account_id = %(account)s)) LIMIT %(most)s),
  gone AS (DELETE FROM shop.order_lines WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: orders
WITH found AS (SELECT ctid FROM shop.orders WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.orders WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: product_drafts
WITH found AS (SELECT ctid FROM shop.product_drafts WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.product_drafts WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: pace
WITH found AS (SELECT ctid FROM shop.pace WHERE tenant_id = %(tenant)s AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.pace WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: product_media
WITH found AS (SELECT ctid FROM shop.product_media WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.product_media WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: product_variants
WITH found AS (SELECT ctid FROM shop.product_variants WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.product_variants WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: products
WITH found AS (SELECT ctid FROM shop.products WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.products WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: knowledge
WITH found AS (SELECT ctid FROM shop.knowledge WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.knowledge WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: knowledge_sources
WITH found AS (SELECT ctid FROM shop.knowledge_sources WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.knowledge_sources WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: missed_searches
WITH found AS (SELECT ctid FROM shop.missed_searches WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.missed_searches WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: index_jobs
WITH found AS (SELECT ctid FROM shop.index_jobs WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.index_jobs WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: delivery_areas
WITH found AS (SELECT ctid FROM shop.delivery_areas WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.delivery_areas WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: connectors
WITH found AS (SELECT ctid FROM shop.connectors WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.connectors WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: alert_settings
WITH found AS (SELECT ctid FROM shop.alert_settings WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.alert_settings WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: budgets
WITH found AS (SELECT ctid FROM shop.budgets WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.budgets WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: event_keys
WITH found AS (SELECT ctid FROM shop.event_keys WHERE tenant_id = %(tenant)s AND %(account)s::text IS NULL LIMIT %(most)s),
  gone AS (DELETE FROM shop.event_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s RETURNING 1)
SELECT count(*) AS gone FROM gone

-- name: usage_ledger
-- Of a shop that stays, what was spent stays spent; of whom it was is forgotten.
WITH found AS (SELECT ctid FROM shop.usage_ledger WHERE tenant_id = %(tenant)s
    AND (%(account)s::text IS NULL OR account_id = %(account)s) LIMIT %(most)s),
  gone AS (DELETE FROM shop.usage_ledger WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s
    AND %(account)s::text IS NULL RETURNING 1),
  unnamed AS (UPDATE shop.usage_ledger SET account_id = NULL, customer_id = NULL, turn_no = NULL
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)) AND tenant_id = %(tenant)s AND %(account)s::text IS NOT NULL RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM unnamed) AS gone
