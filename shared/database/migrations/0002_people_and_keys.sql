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
  private_key bytea,                              -- sealed with tenant and column; gone when it signs no more
  created_at  timestamptz NOT NULL DEFAULT now(),
  retired_at  timestamptz,                        -- from then on nothing that it signed is accepted
  PRIMARY KEY (tenant_id, kid)
);

-- Who wrote to the release before joins with the next message: to copy them here would hold the events up.
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
-- No foreign key: it would lock the tenant's one row for each event of all its conversations.
CREATE TABLE shop.event_keys (
  tenant_id uuid NOT NULL,
  event_key text COLLATE "C" NOT NULL,
  seen_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, event_key)
);
CREATE INDEX event_keys_by_time ON shop.event_keys (tenant_id, seen_at);
CREATE INDEX unrouted_events_by_time ON shop.unrouted_events (received_at);

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

-- Outside the tenant rule, like 0001's directory: no grants, reached only through functions.

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
CREATE INDEX oauth_states_by_time ON shop.oauth_states (expires_at);

-- What the public page behind a confirmation code shows; it outlives the tenant and names nobody.
CREATE TABLE shop.deletion_status (
  confirmation_code text COLLATE "C" PRIMARY KEY,
  requested_at      timestamptz NOT NULL DEFAULT now(),
  completed_at      timestamptz
);

GRANT SELECT, INSERT ON shop.key_directory TO igshop_crossing;
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

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA shop FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.key_of, shop.register_key, shop.tenants_after TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
