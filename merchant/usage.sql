-- name: by_day
SELECT (at AT TIME ZONE 'Asia/Amman')::date::text AS of, count(turn_no) AS turns, sum(messages) AS messages, sum(prompt_tokens) AS prompt_tokens, sum(cached_tokens) AS cached_tokens,
  sum(completion_tokens) AS completion_tokens, sum(audio_seconds) AS audio_seconds, sum(searches) AS searches, sum(money) AS money
FROM shop.usage_ledger
WHERE tenant_id = %(tenant)s AND state = 'settled'
  AND at >= (date_trunc('day', now() AT TIME ZONE 'Asia/Amman') - (%(days)s - 1) * interval '1 day') AT TIME ZONE 'Asia/Amman'
GROUP BY 1 ORDER BY 1

-- name: by_conversation
SELECT COALESCE(account_id || ':' || customer_id, '') AS of, count(turn_no) AS turns, sum(messages) AS messages, sum(prompt_tokens) AS prompt_tokens, sum(cached_tokens) AS cached_tokens,
  sum(completion_tokens) AS completion_tokens, sum(audio_seconds) AS audio_seconds, sum(searches) AS searches, sum(money) AS money
FROM shop.usage_ledger
WHERE tenant_id = %(tenant)s AND state = 'settled'
  AND at >= (date_trunc('day', now() AT TIME ZONE 'Asia/Amman') - (%(days)s - 1) * interval '1 day') AT TIME ZONE 'Asia/Amman'
GROUP BY 1 ORDER BY sum(money) DESC, 1 LIMIT 200
