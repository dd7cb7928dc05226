-- name: account
SELECT access_token FROM shop.accounts WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s) AND state = 'active'

-- name: known
SELECT media_id FROM shop.product_drafts WHERE tenant_id = %(tenant)s AND media_id = ANY(%(ids)s)

-- name: keep
INSERT INTO shop.product_drafts (tenant_id, media_id, account_id, state, draft, permalink, posted_at)
VALUES (%(tenant)s, %(media)s, %(account)s, %(state)s, %(draft)s::jsonb, %(permalink)s, %(posted_at)s)
ON CONFLICT (tenant_id, media_id) DO NOTHING

-- name: waiting
SELECT media_id, permalink, draft FROM shop.product_drafts
WHERE tenant_id = %(tenant)s AND state = 'draft' ORDER BY posted_at DESC, media_id

-- name: one
SELECT d.draft, t.currency FROM shop.product_drafts d JOIN shop.tenants t USING (tenant_id)
WHERE (d.tenant_id, d.media_id) = (%(tenant)s, %(media)s) AND d.state = 'draft'

-- name: decide
UPDATE shop.product_drafts SET state = %(state)s
WHERE (tenant_id, media_id) = (%(tenant)s, %(media)s) AND state = 'draft' RETURNING media_id
