-- name: turn
WITH one AS (
  SELECT turn_no, mark FROM shop.turns
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND outcome <> 'discarded' AND turn_no = COALESCE(%(turn_no)s, turn_no)
  ORDER BY turn_no DESC LIMIT 1
)
SELECT turn_no,
  (SELECT string_agg(e.text, E'\n' ORDER BY e.seq) FROM shop.events e
   WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
     AND e.author = 'customer' AND e.seq <= one.mark AND e.seq > COALESCE((
       SELECT max(t.mark) FROM shop.turns t
       WHERE (t.tenant_id, t.account_id, t.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
         AND t.outcome <> 'discarded' AND t.turn_no < one.turn_no), 0)) AS asked,
  (SELECT string_agg(p.text, E'\n' ORDER BY p.part_no) FROM shop.parts p
   WHERE (p.tenant_id, p.account_id, p.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
     AND p.turn_no = one.turn_no) AS said
FROM one

-- name: add
INSERT INTO shop.corrections
  (tenant_id, correction_id, account_id, customer_id, turn_no, asked, said, should_say, expectations)
SELECT tenant_id, %(correction)s, %(account)s, %(customer)s, %(turn_no)s, %(asked)s, %(said)s, %(should_say)s,
  %(expectations)s
FROM shop.tenants WHERE tenant_id = %(tenant)s
RETURNING correction_id

-- name: remove
DELETE FROM shop.corrections WHERE tenant_id = %(tenant)s AND correction_id = %(correction)s RETURNING correction_id

-- name: all
SELECT correction_id, customer_id, turn_no, asked, said, should_say, expectations, created_at
FROM shop.corrections WHERE tenant_id = %(tenant)s ORDER BY created_at, correction_id
