-- How often each person has called the merchant API within the minute, and what was answered to a write with a key.

SET ROLE igshop_owner;

CREATE TABLE shop.api_calls (
  tenant_id uuid NOT NULL,
  user_id   uuid NOT NULL,
  began_at  timestamptz NOT NULL,   -- of the window
  calls     integer NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES shop.users ON DELETE CASCADE
);

CREATE TABLE shop.api_writes (
  tenant_id   uuid NOT NULL,
  user_id     uuid NOT NULL,
  key         text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 200),  -- the caller's Idempotency-Key
  fingerprint bytea NOT NULL,       -- SHA-256 of the request: another one may not take the same key
  answer      jsonb,
  at          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id, key),
  FOREIGN KEY (tenant_id, user_id) REFERENCES shop.users ON DELETE CASCADE
);
CREATE INDEX api_writes_by_time ON shop.api_writes (tenant_id, at);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['api_calls', 'api_writes']
  LOOP
    EXECUTE format('ALTER TABLE shop.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE shop.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON shop.%I TO igshop_app '
                   'USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON shop.%I TO igshop_app', name);
  END LOOP;
END $$;
RESET ROLE;
