-- name: an_hour_passes_for_conversations
-- Nobody waits in a scenario; what is due within the hour becomes due.
UPDATE shop.conversations SET due_at = due_at - interval '1 hour', retry_at = retry_at - interval '1 hour',
  echo_hold_until = echo_hold_until - interval '1 hour', remind_owner_at = remind_owner_at - interval '1 hour'
WHERE tenant_id = %(tenant)s

-- name: an_hour_passes_for_parts
UPDATE shop.parts SET not_before = not_before - interval '1 hour', lease_until = lease_until - interval '1 hour'
WHERE tenant_id = %(tenant)s

-- name: an_hour_passes_for_accounts
UPDATE shop.accounts SET busy_until = busy_until - interval '1 hour',
  first_connected_at = first_connected_at - interval '1 hour', reconciled_at = reconciled_at - interval '1 hour',
  reconcile_due_at = reconcile_due_at - interval '1 hour'
WHERE tenant_id = %(tenant)s

-- name: an_index_was_replaced_long_ago
UPDATE shop.tenants SET search_index_since = search_index_since - interval '1 hour' WHERE tenant_id = %(tenant)s

-- name: the_reply_is_a_picture
UPDATE shop.parts SET content = '{"kind": "image", "url": "https://shop.example/a.jpg"}'
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: a_token_is_in_its_last_days
UPDATE shop.accounts SET token_issued_at = now() - interval '55 days', token_expires_at = now() + interval '5 days'
WHERE tenant_id = %(tenant)s

-- name: the_shop_does_not_disclose
UPDATE shop.tenants SET disclosure_ar = '', disclosure_en = '' WHERE tenant_id = %(tenant)s

-- name: the_shop_discloses
UPDATE shop.tenants SET disclosure_ar = 'مساعد', disclosure_en = 'assistant' WHERE tenant_id = %(tenant)s

-- name: an_account_is_disconnected
UPDATE shop.accounts SET state = 'disconnected' WHERE tenant_id = %(tenant)s

-- name: an_alert_is_raised
-- With an id that is the same in each replay.
INSERT INTO shop.alerts (tenant_id, alert_id, account_id, kind, about) VALUES (%(tenant)s, %(alert)s, %(account)s, 'budget_spent', 'day')

-- name: a_year_and_a_day_passes_for_events
UPDATE shop.events SET recorded_at = now() - interval '366 days', disposition = 'left_to_owner' WHERE tenant_id = %(tenant)s

-- name: a_year_and_a_day_passes_for_conversations
UPDATE shop.conversations SET last_customer_at = now() - interval '366 days', answered_seq = last_customer_seq
WHERE tenant_id = %(tenant)s

-- name: a_day_is_at_noon
UPDATE shop.tenants SET time_zone = (SELECT name FROM pg_timezone_names
  WHERE extract(hour FROM now() AT TIME ZONE name) = 12 AND name LIKE 'Etc/GMT%%' ORDER BY name LIMIT 1)
WHERE tenant_id = %(tenant)s

-- name: two_hours_pass_for_what_was_sent
UPDATE shop.parts SET sent_at = now() - interval '2 hours' WHERE sent_at IS NOT NULL AND tenant_id = %(tenant)s

-- name: two_hours_pass_for_what_was_said
UPDATE shop.events SET at = now() - interval '3 hours' WHERE tenant_id = %(tenant)s

-- name: nobody_is_wanted_any_more
UPDATE shop.conversations SET needs_person_since = NULL WHERE tenant_id = %(tenant)s

-- name: a_summary_stands
UPDATE shop.order_drafts SET expires_at = now() + interval '1 day' WHERE tenant_id = %(tenant)s AND state = 'proposed'

-- name: an_order_is_taken
INSERT INTO shop.orders (tenant_id, order_no, account_id, customer_id, draft_no, payment, delivery, currency, goods,
  delivery_fee, total)
VALUES (%(tenant)s, %(number)s, %(account)s, %(customer)s, %(number)s, 'cash_on_delivery',
  '{"name": "Rana", "governorate": "Irbid"}', 'JOD', 50, 3, 53)

-- name: an_order_holds
INSERT INTO shop.order_lines (tenant_id, order_no, line_no, sku, name, variant_id, counted, quantity, unit_price)
VALUES (%(tenant)s, %(number)s, 1, %(sku)s, 'Dress', 'SKU-1', true, 2, 25)

-- name: an_order_is_cancelled
UPDATE shop.orders SET state = 'cancelled' WHERE (tenant_id, order_no) = (%(tenant)s, %(number)s)

-- name: an_order_goes_elsewhere
UPDATE shop.orders SET delivery = delivery || '{"area": "elsewhere"}' WHERE (tenant_id, order_no) = (%(tenant)s, %(number)s)

-- name: an_orders_customer_was_forgotten
UPDATE shop.orders SET account_id = NULL, customer_id = NULL, draft_no = NULL
WHERE (tenant_id, order_no) = (%(tenant)s, %(number)s)

-- name: two_days_pass_for_what_is_pushed
UPDATE shop.order_pushes SET not_before = not_before - interval '2 days', failing_since = failing_since - interval '2 days'
WHERE tenant_id = %(tenant)s
