-- name: note
-- Whoever asks again has asked later. Nothing of a turn that was discarded.
INSERT INTO shop.wishes AS w (tenant_id, account_id, customer_id, sku, option, variant_id)
SELECT DISTINCT %(tenant)s::uuid, %(account)s, %(customer)s, r.sku, r.option, r.variant_id
FROM jsonb_to_recordset(%(rows)s) AS r (sku text, option text, variant_id text)
WHERE EXISTS (SELECT FROM shop.turns t
    WHERE (t.tenant_id, t.account_id, t.customer_id, t.turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
      AND t.outcome <> 'discarded')
ON CONFLICT (tenant_id, account_id, customer_id, sku, option) DO UPDATE SET wished_at = now(), variant_id = EXCLUDED.variant_id
