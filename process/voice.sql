-- name: heard
-- Unless the customer has taken the message back meanwhile.
UPDATE shop.events SET transcript = %(transcript)s
WHERE (tenant_id, account_id, customer_id, seq) = (%(tenant)s, %(account)s, %(customer)s, %(seq)s)
  AND transcript IS NULL AND 'audio' = ANY(attachments)

-- name: heard_in_a_day
SELECT COALESCE(sum(audio_seconds), 0)::integer AS seconds FROM shop.usage_ledger
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND state = 'settled' AND at > now() - interval '1 day'
