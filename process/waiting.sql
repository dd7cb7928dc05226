-- name: remind
-- Only while something is left that nobody has answered, taken back or spoken for.
UPDATE shop.conversations c SET remind_owner_at = NULL
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND remind_owner_at <= now()
RETURNING EXISTS (SELECT FROM shop.events e
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
    AND e.author = 'customer' AND e.disposition = 'left_to_owner' AND (e.text IS NOT NULL OR e.attachments <> '{}')
    AND e.seq > COALESCE((SELECT max(o.seq) FROM shop.events o
      WHERE (o.tenant_id, o.account_id, o.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
        AND o.author = 'owner'), 0)) AS waits
