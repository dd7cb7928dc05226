-- The tenant rule, from the first table on: tenant_id leads every key, row level security is forced, and a query
-- outside a tenant's transaction sees nothing. Roles: igshop_owner owns (and is bound by the policies too),
-- igshop_app is what the process logs in as a member of, igshop_crossing owns the few functions that may cross tenants.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'igshop_owner') THEN CREATE ROLE igshop_owner NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'igshop_app') THEN CREATE ROLE igshop_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'igshop_crossing') THEN CREATE ROLE igshop_crossing NOLOGIN; END IF;
END $$;
GRANT igshop_owner, igshop_crossing TO CURRENT_USER;

CREATE SCHEMA shop AUTHORIZATION igshop_owner;
GRANT USAGE ON SCHEMA shop TO igshop_app, igshop_crossing;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_owner;

CREATE FUNCTION shop.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN NULLIF(current_setting('app.tenant_id', true), '')::uuid;

CREATE TABLE shop.tenants (
  tenant_id     uuid PRIMARY KEY,
  name_ar       text NOT NULL,
  name_en       text NOT NULL,
  currency      text NOT NULL DEFAULT 'JOD',
  about_ar      text NOT NULL DEFAULT '',
  about_en      text NOT NULL DEFAULT '',
  search_index  text NOT NULL,
  quiet         interval NOT NULL DEFAULT '1.5 seconds',
  quiet_cap     interval NOT NULL DEFAULT '6 seconds',
  owner_pause   interval NOT NULL DEFAULT '2 hours',
  created_at    timestamptz NOT NULL DEFAULT now(),
  CHECK (quiet >= '0' AND quiet_cap >= quiet AND owner_pause > '0')
);

CREATE TABLE shop.accounts (
  tenant_id      uuid NOT NULL REFERENCES shop.tenants,
  account_id     text COLLATE "C" NOT NULL,   -- the professional account id: entry.id of webhooks
  app_scoped_id  text COLLATE "C",            -- /me id: user_id of signed callbacks
  username       text NOT NULL,
  access_token   bytea NOT NULL,              -- sealed with tenant and column
  state          text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'token_dead', 'blocked', 'disconnected')),
  state_reason   text,
  PRIMARY KEY (tenant_id, account_id)
);

CREATE TABLE shop.conversations (
  tenant_id           uuid NOT NULL,
  account_id          text COLLATE "C" NOT NULL,
  customer_id         text COLLATE "C" NOT NULL,
  last_seq            bigint NOT NULL DEFAULT 0,  -- arrival number of the newest event
  last_customer_seq   bigint NOT NULL DEFAULT 0,  -- … of the newest that wants an answer
  answered_seq        bigint NOT NULL DEFAULT 0,  -- everything up to here is settled
  first_unanswered_at timestamptz,
  due_at              timestamptz,                -- when the customer will have been quiet
  turn_no             bigint NOT NULL DEFAULT 0,
  turn_attempts       smallint NOT NULL DEFAULT 0,
  turn_started_at     timestamptz,
  retry_at            timestamptz,                -- a turn failed for now: none starts before this
  last_part_no        bigint NOT NULL DEFAULT 0,
  last_customer_at    timestamptz,                -- opens Meta's 24 h window; by the event's own time
  last_answer_at      timestamptz,
  paused_until        timestamptz,
  echo_hold_until     timestamptz,
  echo_hold_mid       text COLLATE "C",
  needs_person_since  timestamptz,
  needs_person_reason text,
  next_ring_at        timestamptz,                -- the sweeper's patience with this conversation
  rings               smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, account_id, customer_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES shop.accounts
);
CREATE INDEX conversations_unanswered ON shop.conversations (due_at) WHERE last_customer_seq > answered_seq;
CREATE INDEX conversations_held ON shop.conversations (echo_hold_until) WHERE echo_hold_until IS NOT NULL;

CREATE TABLE shop.events (
  tenant_id    uuid NOT NULL,
  account_id   text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  seq          bigint NOT NULL,
  event_key    text COLLATE "C" NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('message', 'echo', 'unknown')),
  author       text NOT NULL CHECK (author IN ('customer', 'owner', 'us', 'nobody')),
  at           timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  mid          text COLLATE "C",
  text         text,
  attachments  text[] NOT NULL DEFAULT '{}',
  raw          text,
  disposition  text CHECK (disposition IN
    ('answered', 'left_to_owner', 'late', 'not_for_us', 'opted_out', 'failed', 'own_echo', 'from_owner')),
  PRIMARY KEY (tenant_id, account_id, customer_id, seq),
  UNIQUE (tenant_id, event_key),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations
);

CREATE TABLE shop.parts (
  tenant_id    uuid NOT NULL,
  account_id   text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  part_no      bigint NOT NULL,
  turn_no      bigint NOT NULL,
  after_seq    bigint NOT NULL,             -- answers the events up to here
  text         text NOT NULL,
  state        text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled', 'unknown')),
  not_before   timestamptz NOT NULL DEFAULT now(),
  attempts     smallint NOT NULL DEFAULT 0,
  attempt_id   uuid,                        -- travels as message.metadata, comes back in the echo
  first_posted_at timestamptz,
  lease_until  timestamptz,
  doubt_checks smallint NOT NULL DEFAULT 0,
  doubt_since  timestamptz,
  mid          text COLLATE "C",
  reason       text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  sent_at      timestamptz,
  PRIMARY KEY (tenant_id, account_id, customer_id, part_no),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations
);
CREATE INDEX parts_unsent ON shop.parts (tenant_id, account_id, customer_id, part_no)
  WHERE state IN ('queued', 'sending', 'in_doubt');
CREATE INDEX parts_by_mid ON shop.parts (tenant_id, mid);

CREATE TABLE shop.turns (
  tenant_id         uuid NOT NULL,
  account_id        text COLLATE "C" NOT NULL,
  customer_id       text COLLATE "C" NOT NULL,
  turn_no           bigint NOT NULL,
  mark              bigint NOT NULL,
  outcome           text NOT NULL CHECK (outcome IN ('answered', 'fallback', 'discarded')),
  reason            text,
  model             text,
  rounds            smallint NOT NULL,
  prompt_tokens     integer NOT NULL,
  completion_tokens integer NOT NULL,
  started_at        timestamptz NOT NULL,
  finished_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, account_id, customer_id, turn_no),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations
);

CREATE TABLE shop.products (
  tenant_id      uuid NOT NULL REFERENCES shop.tenants,
  sku            text COLLATE "C" NOT NULL,
  name_ar        text NOT NULL,
  name_en        text NOT NULL,
  description_ar text NOT NULL DEFAULT '',
  description_en text NOT NULL DEFAULT '',
  price          numeric(12, 3) NOT NULL CHECK (price >= 0),
  currency       text NOT NULL,
  category       text NOT NULL DEFAULT '',
  sizes          text[] NOT NULL DEFAULT '{}',
  colors_ar      text[] NOT NULL DEFAULT '{}',
  colors_en      text[] NOT NULL DEFAULT '{}',
  stock          integer NOT NULL CHECK (stock >= 0),
  tags           text[] NOT NULL DEFAULT '{}',
  active         boolean NOT NULL DEFAULT true,
  PRIMARY KEY (tenant_id, sku)
);

CREATE TABLE shop.knowledge (
  tenant_id uuid NOT NULL REFERENCES shop.tenants,
  entry_id  text COLLATE "C" NOT NULL,
  title_ar  text NOT NULL,
  title_en  text NOT NULL,
  text_ar   text NOT NULL,
  text_en   text NOT NULL,
  tags      text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, entry_id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['tenants', 'accounts', 'conversations', 'events', 'parts', 'turns', 'products', 'knowledge']
  LOOP
    EXECUTE format('ALTER TABLE shop.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE shop.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON shop.%I TO igshop_app '
                   'USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON shop.%I TO igshop_app', name);
  END LOOP;
END $$;

-- Outside the tenant rule: no grants, reached only through the functions below.

CREATE TABLE shop.account_directory (
  account_id text COLLATE "C" PRIMARY KEY,
  tenant_id  uuid NOT NULL
);

CREATE TABLE shop.unrouted_events (
  event_key   text COLLATE "C" PRIMARY KEY,
  account_id  text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  body        text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);

-- Why a message went to the dead letters. It names no content, and poison may have no tenant that could be known.
CREATE TABLE shop.poison_notes (
  message_key text COLLATE "C" PRIMARY KEY,
  stage       text NOT NULL,
  error       text NOT NULL,
  sentence    text NOT NULL,
  noted_at    timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON shop.account_directory, shop.unrouted_events, shop.poison_notes TO igshop_crossing;
GRANT SELECT, UPDATE ON shop.conversations TO igshop_crossing;
GRANT SELECT ON shop.parts TO igshop_crossing;
CREATE POLICY crossing ON shop.conversations TO igshop_crossing USING (true) WITH CHECK (true);
CREATE POLICY crossing ON shop.parts FOR SELECT TO igshop_crossing USING (true);
RESET ROLE;
SET ROLE igshop_crossing;

CREATE FUNCTION shop.tenant_of_account(account text) RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT tenant_id FROM shop.account_directory WHERE account_id = account $$;

-- Puts the account of the transaction's own tenant into the directory; an account of another tenant stays where it is.
CREATE FUNCTION shop.claim_account(account text) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.account_directory AS d (account_id, tenant_id) VALUES (account, shop.tenant())
  ON CONFLICT (account_id) DO UPDATE SET account_id = EXCLUDED.account_id WHERE d.tenant_id = EXCLUDED.tenant_id
  RETURNING true
$$;

CREATE FUNCTION shop.keep_unrouted(event_key text, account text, customer text, body text) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.unrouted_events (event_key, account_id, customer_id, body)
  VALUES (event_key, account, customer, body) ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION shop.note_poison(message_key text, stage text, error text, sentence text) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.poison_notes AS n (message_key, stage, error, sentence)
  VALUES (message_key, stage, error, sentence)
  ON CONFLICT (message_key) DO UPDATE
    SET stage = EXCLUDED.stage, error = EXCLUDED.error, sentence = EXCLUDED.sentence, noted_at = now()
$$;

-- Conversations whose doorbell seems lost, each with growing patience: 15 s, doubling to an hour.
CREATE FUNCTION shop.ring_overdue(most integer)
  RETURNS TABLE (tenant_id uuid, account_id text, customer_id text, unanswered boolean, unsent boolean)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH candidates AS (
    SELECT tenant_id, account_id, customer_id FROM shop.conversations
      WHERE last_customer_seq > answered_seq AND GREATEST(due_at, retry_at) < now() - interval '15 seconds'
    UNION
    SELECT tenant_id, account_id, customer_id FROM shop.conversations
      WHERE echo_hold_until < now() - interval '15 seconds'
    UNION
    SELECT tenant_id, account_id, customer_id FROM shop.parts
      WHERE state IN ('queued', 'sending', 'in_doubt')
        AND GREATEST(not_before, lease_until) < now() - interval '15 seconds'
  ), overdue AS (
    SELECT c.tenant_id, c.account_id, c.customer_id,
      c.last_customer_seq > c.answered_seq OR c.echo_hold_until IS NOT NULL AS unanswered
    FROM shop.conversations c JOIN candidates USING (tenant_id, account_id, customer_id)
    WHERE c.next_ring_at IS NULL OR c.next_ring_at <= now()
    ORDER BY c.next_ring_at NULLS FIRST LIMIT most
    FOR UPDATE OF c SKIP LOCKED)
  UPDATE shop.conversations c
  SET rings = LEAST(c.rings + 1, 8),
      next_ring_at = now() + LEAST(interval '15 seconds' * power(2, c.rings), interval '1 hour')
  FROM overdue o
  WHERE (c.tenant_id, c.account_id, c.customer_id) = (o.tenant_id, o.account_id, o.customer_id)
  RETURNING c.tenant_id, c.account_id, c.customer_id, o.unanswered,
    EXISTS (SELECT FROM shop.parts p
      WHERE (p.tenant_id, p.account_id, p.customer_id) = (c.tenant_id, c.account_id, c.customer_id)
        AND p.state IN ('queued', 'sending', 'in_doubt'))
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA shop FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.tenant_of_account, shop.claim_account, shop.keep_unrouted, shop.note_poison,
  shop.ring_overdue TO igshop_app;
RESET ROLE;
SET ROLE igshop_owner;
REVOKE ALL ON FUNCTION shop.tenant FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.tenant TO igshop_app, igshop_crossing;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
