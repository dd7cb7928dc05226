-- name: missed
SELECT query, sum(times) AS times, count(*) AS days, max(day) AS last
FROM shop.missed_searches
WHERE tenant_id = %(tenant)s AND day > (now() AT TIME ZONE 'Asia/Amman')::date - %(days)s::integer
GROUP BY query ORDER BY sum(times) DESC, max(day) DESC, query LIMIT 100
