-- What one gate decides over: parts of every kind, who wrote them and whom they answer; windows, disclosure, people who
-- cannot be reached; other automations beside the assistant; comments; and what an owner has to be told.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants
  ADD COLUMN disclosure_ar text NOT NULL DEFAULT 'معك المساعد الآلي للمحل 🤖' CHECK (octet_length(disclosure_ar) <= 500),  -- '': none
  ADD COLUMN disclosure_en text NOT NULL DEFAULT 'You are talking to the shop''s automated assistant 🤖'
    CHECK (octet_length(disclosure_en) <= 500),
  ADD COLUMN story_thanks_ar text NOT NULL DEFAULT 'شكراً على المنشن 🌷 إذا بدك شي من المحل اسألنا هون',  -- '': the model answers
  ADD COLUMN story_thanks_en text NOT NULL DEFAULT 'Thank you for the mention 🌷 Ask us here for anything from the shop',
  ADD COLUMN comment_rule text NOT NULL DEFAULT 'off' CHECK (comment_rule IN ('off', 'keywords', 'questions')),
  ADD COLUMN comment_keywords text[] NOT NULL DEFAULT '{}',
  ADD COLUMN comment_public_reply text NOT NULL DEFAULT ''  -- what everybody reads under an answered comment; '': nothing
    CHECK (octet_length(comment_public_reply) <= 1000);

ALTER TABLE shop.conversations
  ADD COLUMN last_owner_at   timestamptz,  -- the shop's own person wrote, by the message's own time
  ADD COLUMN pause_began_at  timestamptz,  -- by the owner's message that began it
  ADD COLUMN handed_back_at  timestamptz,  -- what the owner wrote before, and is told only now, begins no pause
  ADD COLUMN remind_owner_at timestamptz,  -- somebody waits for the owner, who is told then
  ADD COLUMN ad_click_at     timestamptz;  -- the customer wrote from an ad: Meta's window is longer

ALTER TABLE shop.customers ADD COLUMN unreachable_at timestamptz;  -- Meta delivers nothing to this person

ALTER TABLE shop.parts
  ADD COLUMN content    jsonb,             -- shared/reply's encoding; without it the part is its text
  ADD COLUMN user_id    uuid,              -- the person who wrote it; without one the assistant did
  ADD COLUMN discloses  boolean NOT NULL DEFAULT false,  -- says that an assistant is writing
  ADD COLUMN comment_id text COLLATE "C",  -- answers this comment …
  ADD COLUMN comment_at timestamptz,       -- … of then …
  ADD COLUMN comment_live boolean NOT NULL DEFAULT false,  -- … below a broadcast …
  ADD COLUMN public     boolean NOT NULL DEFAULT false;  -- … under the comment itself, for everybody

ALTER TABLE shop.events
  DROP CONSTRAINT events_disposition_check,
  ADD CONSTRAINT events_disposition_check CHECK (disposition IN ('answered', 'left_to_owner', 'late', 'not_for_us',
    'opted_out', 'failed', 'own_echo', 'from_owner', 'withdrawn', 'other_automation')) NOT VALID;

-- One open alert for each thing: told once, until somebody has seen to it.
CREATE TABLE shop.alerts (
  tenant_id   uuid NOT NULL,
  alert_id    uuid NOT NULL DEFAULT gen_random_uuid(),
  account_id  text COLLATE "C" NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('customer_waiting', 'other_automation', 'account_stopped')),
  about       text COLLATE "C" NOT NULL,   -- the customer, the sort of automation, the reason
  customer_id text COLLATE "C",
  detail      jsonb NOT NULL DEFAULT '{}', -- never what a customer wrote
  at          timestamptz NOT NULL DEFAULT now(),
  ended_at    timestamptz,
  PRIMARY KEY (tenant_id, alert_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES shop.accounts
);
CREATE UNIQUE INDEX alerts_open ON shop.alerts (tenant_id, account_id, kind, about) WHERE ended_at IS NULL;
ALTER TABLE shop.alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.alerts TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.alerts TO igshop_app;

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

-- Conversations whose owner has to be told that a customer waits, and whose bell seems lost; with ring_overdue's patience.
CREATE FUNCTION shop.owners_to_remind(most integer) RETURNS TABLE (tenant_id uuid, account_id text, customer_id text)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH overdue AS (
    SELECT tenant_id, account_id, customer_id FROM shop.conversations
    WHERE remind_owner_at < now() - interval '15 seconds' AND (next_ring_at IS NULL OR next_ring_at <= now())
    ORDER BY remind_owner_at LIMIT most FOR UPDATE SKIP LOCKED)
  UPDATE shop.conversations c
  SET rings = LEAST(c.rings + 1, 8),
      next_ring_at = now() + LEAST(interval '15 seconds' * power(2, c.rings), interval '1 hour')
  FROM overdue o
  WHERE (c.tenant_id, c.account_id, c.customer_id) = (o.tenant_id, o.account_id, o.customer_id)
  RETURNING c.tenant_id, c.account_id, c.customer_id
$$;

REVOKE ALL ON FUNCTION shop.owners_to_remind FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.owners_to_remind TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
