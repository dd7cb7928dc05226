-- name: commit
-- The number ahead of a turn's parts stays free: the gate may have to disclose before the first of them leaves.
WITH reply AS (
  SELECT * FROM ROWS FROM (jsonb_to_recordset(%(parts)s) AS (text text, content jsonb, discloses boolean, comment_id text,
    comment_at timestamptz, comment_live boolean, public boolean)) WITH ORDINALITY
    AS r (text, content, discloses, comment_id, comment_at, comment_live, public, place)
), won AS (
  UPDATE shop.conversations c SET answered_seq = %(mark)s, turn_attempts = 0, retry_at = NULL, last_answer_at = now(),
    last_part_no = last_part_no + 1 + (SELECT count(*) FROM reply), rings = 0, next_ring_at = NULL,
    first_unanswered_at = (SELECT min(e.recorded_at) FROM shop.events e
      WHERE (e.tenant_id, e.account_id, e.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
        AND e.seq > %(mark)s AND e.author = 'customer' AND e.disposition IS NULL),
    needs_person_since = CASE WHEN %(needs_person)s THEN COALESCE(needs_person_since, now()) ELSE needs_person_since END,
    needs_person_reason = CASE WHEN %(needs_person)s THEN %(person_reason)s ELSE needs_person_reason END,
    needs_person_summary = COALESCE(%(person_summary)s, needs_person_summary),
    remind_owner_at = NULL
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND answered_seq = %(start)s AND turn_no = %(turn_no)s AND (paused_until IS NULL OR paused_until <= now())
  RETURNING tenant_id, account_id, customer_id, last_part_no
), parts AS (
  INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content, discloses,
    comment_id, comment_at, comment_live, public, traceparent)
  SELECT w.tenant_id, w.account_id, w.customer_id, w.last_part_no - (SELECT count(*) FROM reply) + r.place,
    %(turn_no)s, %(mark)s, r.text, r.content, COALESCE(r.discloses, false), r.comment_id, r.comment_at,
    COALESCE(r.comment_live, false),
    COALESCE(r.public, false), %(traceparent)s
  FROM won w, reply r
), disposed AS (
  UPDATE shop.events e SET disposition = %(disposition)s
  FROM won w
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (w.tenant_id, w.account_id, w.customer_id)
    AND e.seq > %(start)s AND e.seq <= %(mark)s AND e.author = 'customer' AND e.disposition IS NULL
), seen_to AS (  -- whoever waited for the owner has been answered, with all they said
  UPDATE shop.alerts a SET ended_at = now() FROM won w
  WHERE (a.tenant_id, a.account_id, a.kind, a.about) = (w.tenant_id, w.account_id, 'customer_waiting', w.customer_id)
    AND a.ended_at IS NULL
), turn AS (
  INSERT INTO shop.turns (tenant_id, account_id, customer_id, turn_no, mark, outcome, reason, model, rounds,
    prompt_tokens, completion_tokens, started_at)
  VALUES (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s, %(mark)s,
    CASE WHEN EXISTS (SELECT FROM won) THEN %(outcome)s ELSE 'discarded' END, %(reason)s, %(model)s, %(rounds)s,
    %(prompt_tokens)s, %(completion_tokens)s, %(started_at)s)
)
SELECT count(*) = 1 AS won FROM won

-- name: spent
-- Whatever becomes of the turn: what was spent is spent.
INSERT INTO shop.usage_ledger AS l (tenant_id, account_id, customer_id, turn_no, state, reserved_until, money,
  prompt_tokens, cached_tokens, completion_tokens, searches, messages, audio_seconds)
SELECT %(tenant)s, %(account)s, %(customer)s, %(turn_no)s, 'settled', now(), %(money)s, %(prompt_tokens)s,
  %(cached_tokens)s, %(completion_tokens)s, %(searches)s, CASE WHEN won.here THEN %(messages)s ELSE 0 END,
  %(audio_seconds)s
FROM (SELECT EXISTS (SELECT FROM shop.turns t
  WHERE (t.tenant_id, t.account_id, t.customer_id, t.turn_no) = (%(tenant)s, %(account)s, %(customer)s, %(turn_no)s)
    AND t.outcome <> 'discarded') AS here) won
WHERE %(rounds)s > 0 OR %(audio_seconds)s > 0 OR %(reserved)s OR won.here
ON CONFLICT (tenant_id, account_id, customer_id, turn_no) DO UPDATE SET state = 'settled', money = EXCLUDED.money,
  prompt_tokens = EXCLUDED.prompt_tokens, cached_tokens = EXCLUDED.cached_tokens,
  completion_tokens = EXCLUDED.completion_tokens, searches = EXCLUDED.searches, messages = EXCLUDED.messages,
  audio_seconds = EXCLUDED.audio_seconds

-- name: put_off
UPDATE shop.conversations SET retry_at = now() + %(wait)s
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND turn_no = %(turn_no)s
