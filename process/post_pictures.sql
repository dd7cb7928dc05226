-- name: accounts
SELECT d.media_id, a.access_token FROM shop.product_drafts d JOIN shop.accounts a USING (tenant_id, account_id)
WHERE d.tenant_id = %(tenant)s AND d.media_id = ANY(%(media)s) AND a.state = 'active'
