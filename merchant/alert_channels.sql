-- name: subscribe
-- Of a browser in which another person of the shop was signed in, whoever is there now is told.
INSERT INTO shop.push_subscriptions (tenant_id, subscription_id, user_id, endpoint, p256dh, auth)
VALUES (%(tenant)s, %(subscription)s, %(user)s, %(endpoint)s, %(p256dh)s, %(auth)s)
ON CONFLICT (tenant_id, endpoint) DO UPDATE SET user_id = EXCLUDED.user_id, p256dh = EXCLUDED.p256dh,
  auth = EXCLUDED.auth, created_at = now()

-- name: forget_oldest
DELETE FROM shop.push_subscriptions WHERE tenant_id = %(tenant)s AND subscription_id IN (
  SELECT subscription_id FROM shop.push_subscriptions WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s)
  ORDER BY created_at DESC, subscription_id OFFSET %(most)s)

-- name: unsubscribe
DELETE FROM shop.push_subscriptions WHERE (tenant_id, user_id, endpoint) = (%(tenant)s, %(user)s, %(endpoint)s)
RETURNING subscription_id

-- name: browsers
SELECT encode(sha256(convert_to(endpoint, 'UTF8')), 'hex') AS known_by FROM shop.push_subscriptions
WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s) ORDER BY created_at

-- name: gone
DELETE FROM shop.push_subscriptions WHERE tenant_id = %(tenant)s AND subscription_id::text = %(target)s

-- name: settings
INSERT INTO shop.alert_settings (tenant_id) VALUES (%(tenant)s) ON CONFLICT DO NOTHING

-- name: put_webhook
UPDATE shop.alert_settings SET webhook_url = %(url)s, webhook_secret = %(sealed)s WHERE tenant_id = %(tenant)s

-- name: put_hours
UPDATE shop.alert_settings SET
  quiet = CASE WHEN %(quiet)s::text IS NULL THEN quiet ELSE NULLIF(%(quiet)s, '') END,
  urgent = COALESCE(%(urgent)s::text[], urgent)
WHERE tenant_id = %(tenant)s

-- name: release_held
-- The hours are others now: what they held back is looked at again.
UPDATE shop.alerts SET next_round_at = now() WHERE tenant_id = %(tenant)s AND held AND ended_at IS NULL

-- name: put_mail
UPDATE shop.users SET email = NULLIF(%(email)s, '') WHERE (tenant_id, user_id) = (%(tenant)s, %(user)s)

-- name: shown
SELECT t.name_ar, t.name_en, t.time_zone, s.quiet, s.webhook_url, COALESCE(s.urgent, '{}') AS urgent, now() AS now
FROM shop.tenants t LEFT JOIN shop.alert_settings s USING (tenant_id) WHERE t.tenant_id = %(tenant)s

-- name: places
-- Everywhere that this shop is told, as it is now.
SELECT 'push' AS channel, p.subscription_id::text AS target, p.endpoint, p.p256dh, p.auth, NULL AS email,
  NULL AS url, NULL::bytea AS secret
FROM shop.push_subscriptions p JOIN shop.users u USING (tenant_id, user_id)
WHERE p.tenant_id = %(tenant)s AND u.disabled_at IS NULL AND %(push)s
UNION ALL
SELECT 'mail', user_id::text, NULL, NULL, NULL, email, NULL, NULL FROM shop.users
WHERE tenant_id = %(tenant)s AND disabled_at IS NULL AND email IS NOT NULL AND %(mail)s
UNION ALL
SELECT 'webhook', '', NULL, NULL, NULL, NULL, webhook_url, webhook_secret FROM shop.alert_settings
WHERE tenant_id = %(tenant)s AND webhook_url IS NOT NULL
ORDER BY channel, target
