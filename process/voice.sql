-- name: heard
-- Unless the customer has taken the message back meanwhile.
UPDATE shop.events SET transcript = %(transcript)s
WHERE (tenant_id, account_id, customer_id, seq) = (%(tenant)s, %(account)s, %(customer)s, %(seq)s)
  AND transcript IS NULL AND 'audio' = ANY(attachments)
