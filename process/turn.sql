-- name: start
UPDATE shop.conversations c SET turn_no = turn_no + 1, turn_attempts = turn_attempts + 1, turn_started_at = now()
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
  AND last_customer_seq > answered_seq
  AND GREATEST(due_at, retry_at) <= now() + interval '50 milliseconds'  -- a bell may be early by the clocks' difference
  AND (paused_until IS NULL OR paused_until <= now()) AND echo_hold_mid IS NULL
  AND EXISTS (SELECT FROM shop.accounts a
              WHERE (a.tenant_id, a.account_id, a.state) = (c.tenant_id, c.account_id, 'active'))
RETURNING turn_no, turn_attempts, answered_seq, last_customer_seq AS mark, turn_started_at

-- name: state
SELECT c.last_customer_seq > c.answered_seq AS unanswered, c.paused_until > now() AS paused,
  a.state = 'active' AS account_active, a.state IN ('token_dead', 'blocked')
    AND COALESCE(c.first_unanswered_at, now()) > now() - %(window)s::interval AS account_may_return, c.echo_hold_mid IS NOT NULL AS held,
  extract(epoch FROM GREATEST(c.due_at, c.retry_at) - now())::float8 AS due_in,
  extract(epoch FROM c.remind_owner_at - now())::float8 AS remind_in,
  EXISTS (SELECT FROM shop.parts p
          WHERE (p.tenant_id, p.account_id, p.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
            AND p.state IN ('queued', 'sending', 'in_doubt')) AS unsent
FROM shop.conversations c JOIN shop.accounts a USING (tenant_id, account_id)
WHERE (c.tenant_id, c.account_id, c.customer_id) = (%(tenant)s, %(account)s, %(customer)s)

-- name: shop
SELECT name_ar, name_en, about_ar, about_en, search_service, search_index, disclosure_ar, disclosure_en, story_thanks_ar, story_thanks_en,
  comment_public_reply, opening_hours, time_zone, EXISTS (SELECT FROM shop.budgets b WHERE b.tenant_id = t.tenant_id) AS has_budget
FROM shop.tenants t WHERE tenant_id = %(tenant)s

-- name: lines
SELECT author, after, at, text, attachments, payload, comment_id, comment_live, media, comment, transcript, waits, traceparent FROM (
  SELECT author, seq AS after, 0 AS part_no, at, text, attachments, detail ->> 'payload' AS payload,
    detail #>> '{comment,id}' AS comment_id, detail #>> '{comment,live}' = 'true' AS comment_live, author = 'customer' AND disposition IS NULL AS waits,
    CASE WHEN author = 'customer' AND disposition IS NULL THEN detail -> 'media' END AS media,
    CASE WHEN author = 'customer' AND disposition IS NULL THEN detail -> 'comment' END AS comment, transcript, traceparent
  FROM shop.events
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) AND author IN ('customer', 'owner')
    AND (text IS NOT NULL OR attachments <> '{}' OR disposition IS NULL)  -- not what was taken back
  UNION ALL
  SELECT 'us', after_seq, part_no, created_at, text, '{}', NULL, NULL, NULL, false, NULL, NULL, NULL, NULL
  FROM shop.parts
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND state IN ('queued', 'sending', 'in_doubt', 'sent', 'unknown')
    AND NOT public AND NOT (discloses AND comment_id IS NULL)  -- nothing that answers anything
) said ORDER BY after DESC, part_no DESC
LIMIT GREATEST(%(most)s, (SELECT LEAST(count(*), 200) FROM shop.events e
  WHERE (e.tenant_id, e.account_id, e.customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND e.author = 'customer' AND e.disposition IS NULL))

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

-- name: lock
-- A statement of its own: beside it the rest would be read as of before the lock was waited for.
SELECT customer_id FROM shop.conversations
WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s) FOR UPDATE

-- name: settle_unanswered
-- Nobody of ours will answer: the owner is at it, or the account cannot send; if that is so still.
WITH settled AS (
  UPDATE shop.conversations SET answered_seq = last_customer_seq, turn_attempts = 0,
    first_unanswered_at = NULL, due_at = NULL, retry_at = NULL,
    needs_person_since = CASE WHEN %(reason)s::text IS NULL THEN needs_person_since ELSE COALESCE(needs_person_since, now()) END,
    needs_person_reason = COALESCE(needs_person_reason, %(reason)s::text)
  WHERE (tenant_id, account_id, customer_id) = (%(tenant)s, %(account)s, %(customer)s)
    AND (%(disposition)s <> 'left_to_owner' OR paused_until > now())
  RETURNING tenant_id, account_id, customer_id
)
UPDATE shop.events e SET disposition = %(disposition)s FROM settled s
WHERE (e.tenant_id, e.account_id, e.customer_id) = (s.tenant_id, s.account_id, s.customer_id)
  AND e.author = 'customer' AND e.disposition IS NULL
