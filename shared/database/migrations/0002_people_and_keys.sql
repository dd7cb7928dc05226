-- Who may sign in, with what a tenant signs, whom it talks to, and which events it has seen.

SET ROLE igshop_owner;

CREATE TABLE shop.users (
  tenant_id   uuid NOT NULL REFERENCES shop.tenants,
  user_id     uuid NOT NULL DEFAULT gen_random_uuid(),
  role        text NOT NULL CHECK (role IN ('owner', 'staff')),
  name        text NOT NULL DEFAULT '',
  email       text COLLATE "C" CHECK (email = lower(email)),
  not_before  timestamptz NOT NULL DEFAULT 'epoch',  -- tokens issued earlier are refused: signed out everywhere
  disabled_at timestamptz,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, email)
);

CREATE TABLE shop.tenant_keys (
  tenant_id   uuid NOT NULL REFERENCES shop.tenants,
  kid         text COLLATE "C" NOT NULL,          -- the public key's thumbprint (RFC 7638)
  public_key  bytea NOT NULL CHECK (octet_length(public_key) = 32),
  private_key bytea NOT NULL,                     -- sealed with tenant and column
  created_at  timestamptz NOT NULL DEFAULT now(),
  retired_at  timestamptz,                        -- from then on nothing that it signed is accepted
  PRIMARY KEY (tenant_id, kid)
);

CREATE TABLE shop.customers (
  tenant_id     uuid NOT NULL,
  account_id    text COLLATE "C" NOT NULL,
  customer_id   text COLLATE "C" NOT NULL,
  username      text,
  opted_out_at  timestamptz,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, account_id, customer_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES shop.accounts
);

-- Keys outlive the events that they belong to: Meta delivers again for 36 hours, an erased message must not come back.
CREATE TABLE shop.event_keys (
  tenant_id uuid NOT NULL REFERENCES shop.tenants,
  event_key text COLLATE "C" NOT NULL,
  seen_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, event_key)
);

-- The W3C trace of the delivery: whichever bell rings, a reply is posted in the trace of the message that it answers.
ALTER TABLE shop.events ADD COLUMN traceparent text COLLATE "C";
ALTER TABLE shop.parts ADD COLUMN traceparent text COLLATE "C";

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['users', 'tenant_keys', 'customers', 'event_keys']
  LOOP
    EXECUTE format('ALTER TABLE shop.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE shop.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON shop.%I TO igshop_app '
                   'USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON shop.%I TO igshop_app', name);
  END LOOP;
END $$;

-- Forced policies bind the owner as well; within this transaction nobody else can look in.
ALTER TABLE shop.conversations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.customers NO FORCE ROW LEVEL SECURITY;
INSERT INTO shop.customers (tenant_id, account_id, customer_id)
  SELECT tenant_id, account_id, customer_id FROM shop.conversations;
ALTER TABLE shop.customers FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.conversations FORCE ROW LEVEL SECURITY;

-- Outside the tenant rule, like 0001's directory: no grants, reached only through the functions below.

CREATE TABLE shop.key_directory (
  kid        text COLLATE "C" PRIMARY KEY,
  tenant_id  uuid NOT NULL,
  public_key bytea NOT NULL
);

-- Whoever comes back from Instagram's login has no tenant yet. Only digests are kept: reading them lets nobody in.
CREATE TABLE shop.oauth_states (
  state_digest   bytea PRIMARY KEY,
  browser_digest bytea NOT NULL,
  expires_at     timestamptz NOT NULL
);

-- What the public page behind a confirmation code shows; it outlives the tenant and names nobody.
CREATE TABLE shop.deletion_status (
  confirmation_code text COLLATE "C" PRIMARY KEY,
  requested_at      timestamptz NOT NULL DEFAULT now(),
  completed_at      timestamptz
);

GRANT SELECT, INSERT ON shop.key_directory TO igshop_crossing;
GRANT SELECT, INSERT, DELETE ON shop.oauth_states TO igshop_crossing;
GRANT SELECT, INSERT, UPDATE ON shop.deletion_status TO igshop_crossing;
GRANT SELECT (tenant_id) ON shop.tenants TO igshop_crossing;
CREATE POLICY crossing ON shop.tenants FOR SELECT TO igshop_crossing USING (true);

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

CREATE FUNCTION shop.key_of(kid text) RETURNS TABLE (tenant_id uuid, public_key bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT d.tenant_id, d.public_key FROM shop.key_directory d WHERE d.kid = key_of.kid $$;

-- Puts a key of the transaction's own tenant into the directory; a key that is there already stays whose it is.
CREATE FUNCTION shop.register_key(kid text, public_key bytea) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.key_directory (kid, tenant_id, public_key) VALUES (kid, shop.tenant(), public_key)
  ON CONFLICT DO NOTHING RETURNING true
$$;

-- Tenants in order, a page at a time: for work that visits each of them in a transaction of its own.
CREATE FUNCTION shop.tenants_after(last uuid, most integer) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT tenant_id FROM shop.tenants WHERE last IS NULL OR tenant_id > last ORDER BY tenant_id LIMIT most $$;

CREATE FUNCTION shop.keep_oauth_state(state_digest bytea, browser_digest bytea, valid_for interval) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.oauth_states WHERE expires_at < now();
  INSERT INTO shop.oauth_states VALUES (state_digest, browser_digest, now() + valid_for)
$$;

-- A state is good once, for the browser it was made for: of two that bring it at once, one gets true.
CREATE FUNCTION shop.take_oauth_state(state_digest bytea, browser_digest bytea) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.oauth_states s WHERE s.state_digest = take_oauth_state.state_digest
  RETURNING s.browser_digest = take_oauth_state.browser_digest AND s.expires_at > now()
$$;

CREATE FUNCTION shop.note_deletion(confirmation_code text, completed boolean) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.deletion_status AS d (confirmation_code, completed_at)
  VALUES (confirmation_code, CASE WHEN completed THEN now() END)
  ON CONFLICT (confirmation_code) DO UPDATE SET completed_at = COALESCE(d.completed_at, EXCLUDED.completed_at)
$$;

CREATE FUNCTION shop.deletion_of(confirmation_code text) RETURNS TABLE (requested_at timestamptz, completed_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT d.requested_at, d.completed_at FROM shop.deletion_status d
  WHERE d.confirmation_code = deletion_of.confirmation_code
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA shop FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.key_of, shop.register_key, shop.tenants_after, shop.keep_oauth_state,
  shop.take_oauth_state, shop.note_deletion, shop.deletion_of TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
