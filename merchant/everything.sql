-- name: tenants
SELECT jsonb_build_array(tenant_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.tenants t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (tenant_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY tenant_id LIMIT %(most)s

-- name: users
SELECT jsonb_build_array(user_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.users t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (user_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY user_id LIMIT %(most)s

-- name: accounts
SELECT jsonb_build_array(account_id)::text AS key, to_jsonb(t) - ARRAY['tenant_id', 'access_token', 'profile_digest'] AS row FROM shop.accounts t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id) > (%(after)s::jsonb ->> 0)) ORDER BY account_id LIMIT %(most)s

-- name: alert_settings
SELECT jsonb_build_array(tenant_id)::text AS key, to_jsonb(t) - ARRAY['tenant_id', 'webhook_secret'] AS row FROM shop.alert_settings t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (tenant_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY tenant_id LIMIT %(most)s

-- name: budgets
SELECT jsonb_build_array(period)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.budgets t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (period) > (%(after)s::jsonb ->> 0)) ORDER BY period LIMIT %(most)s

-- name: delivery_areas
SELECT jsonb_build_array(area_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.delivery_areas t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (area_id) > (%(after)s::jsonb ->> 0)) ORDER BY area_id LIMIT %(most)s

-- name: connectors
SELECT jsonb_build_array(kind)::text AS key, to_jsonb(t) - ARRAY['tenant_id', 'credentials', 'hook_secret'] AS row FROM shop.connectors t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (kind) > (%(after)s::jsonb ->> 0)) ORDER BY kind LIMIT %(most)s

-- name: products
SELECT jsonb_build_array(sku)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.products t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (sku) > (%(after)s::jsonb ->> 0)) ORDER BY sku LIMIT %(most)s

-- name: product_variants
SELECT jsonb_build_array(sku, variant_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.product_variants t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (sku, variant_id) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1)) ORDER BY sku, variant_id LIMIT %(most)s

-- name: product_media
SELECT jsonb_build_array(media_id, sku)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.product_media t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (media_id, sku) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1)) ORDER BY media_id, sku LIMIT %(most)s

-- name: product_drafts
SELECT jsonb_build_array(media_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.product_drafts t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (media_id) > (%(after)s::jsonb ->> 0)) ORDER BY media_id LIMIT %(most)s

-- name: knowledge_sources
SELECT jsonb_build_array(source_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.knowledge_sources t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (source_id) > (%(after)s::jsonb ->> 0)) ORDER BY source_id LIMIT %(most)s

-- name: knowledge
SELECT jsonb_build_array(entry_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.knowledge t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (entry_id) > (%(after)s::jsonb ->> 0)) ORDER BY entry_id LIMIT %(most)s

-- name: customers
SELECT jsonb_build_array(account_id, customer_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.customers t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1)) ORDER BY account_id, customer_id LIMIT %(most)s

-- name: conversations
SELECT jsonb_build_array(account_id, customer_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.conversations t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1)) ORDER BY account_id, customer_id LIMIT %(most)s

-- name: notes
SELECT jsonb_build_array(account_id, customer_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.notes t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1)) ORDER BY account_id, customer_id LIMIT %(most)s

-- name: events
SELECT jsonb_build_array(account_id, customer_id, seq)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.events t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id, seq) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1, (%(after)s::jsonb ->> 2)::bigint)) ORDER BY account_id, customer_id, seq LIMIT %(most)s

-- name: turns
SELECT jsonb_build_array(account_id, customer_id, turn_no)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.turns t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id, turn_no) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1, (%(after)s::jsonb ->> 2)::bigint)) ORDER BY account_id, customer_id, turn_no LIMIT %(most)s

-- name: parts
SELECT jsonb_build_array(account_id, customer_id, part_no)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.parts t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id, part_no) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1, (%(after)s::jsonb ->> 2)::bigint)) ORDER BY account_id, customer_id, part_no LIMIT %(most)s

-- name: corrections
SELECT jsonb_build_array(correction_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.corrections t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (correction_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY correction_id LIMIT %(most)s

-- name: alerts
SELECT jsonb_build_array(alert_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.alerts t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (alert_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY alert_id LIMIT %(most)s

-- name: order_drafts
SELECT jsonb_build_array(account_id, customer_id, draft_no)::text AS key, to_jsonb(t) - ARRAY['tenant_id', 'summary_hash'] AS row FROM shop.order_drafts t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id, draft_no) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1, (%(after)s::jsonb ->> 2)::bigint)) ORDER BY account_id, customer_id, draft_no LIMIT %(most)s

-- name: wishes
SELECT jsonb_build_array(account_id, customer_id, sku, option)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.wishes t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (account_id, customer_id, sku, option) > (%(after)s::jsonb ->> 0, %(after)s::jsonb ->> 1, %(after)s::jsonb ->> 2, %(after)s::jsonb ->> 3)) ORDER BY account_id, customer_id, sku, option LIMIT %(most)s

-- name: orders
SELECT jsonb_build_array(order_no)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.orders t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (order_no) > ((%(after)s::jsonb ->> 0)::bigint)) ORDER BY order_no LIMIT %(most)s

-- name: order_lines
SELECT jsonb_build_array(order_no, line_no)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.order_lines t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (order_no, line_no) > ((%(after)s::jsonb ->> 0)::bigint, (%(after)s::jsonb ->> 1)::smallint)) ORDER BY order_no, line_no LIMIT %(most)s

-- name: order_pushes
SELECT jsonb_build_array(order_no)::text AS key, to_jsonb(t) - ARRAY['tenant_id', 'told', 'told_goods'] AS row FROM shop.order_pushes t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR order_no > (%(after)s::jsonb ->> 0)::bigint) ORDER BY order_no LIMIT %(most)s

-- name: usage_ledger
SELECT jsonb_build_array(entry_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.usage_ledger t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (entry_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY entry_id LIMIT %(most)s

-- name: missed_searches
SELECT jsonb_build_array(day, query)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.missed_searches t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (day, query) > ((%(after)s::jsonb ->> 0)::date, %(after)s::jsonb ->> 1)) ORDER BY day, query LIMIT %(most)s

-- name: audit_log
SELECT jsonb_build_array(entry_id)::text AS key, to_jsonb(t) - 'tenant_id' AS row FROM shop.audit_log t
WHERE tenant_id = %(tenant)s AND (%(after)s::text IS NULL OR (entry_id) > ((%(after)s::jsonb ->> 0)::uuid)) ORDER BY entry_id LIMIT %(most)s
