-- Alerts leave the house: to browsers and telephones, by e-mail, and to a web address of the shop's own. What is told
-- again counts its rounds at the alert; each round has one delivery for each place that it goes to.

SET ROLE igshop_owner;

ALTER TABLE shop.alerts
  ADD COLUMN rounds        integer NOT NULL DEFAULT 0,      -- how often it has been told
  ADD COLUMN next_round_at timestamptz DEFAULT now(),       -- none: it has been told often enough
  ADD COLUMN held          boolean NOT NULL DEFAULT false;  -- for the end of the shop's quiet hours
CREATE INDEX alerts_to_tell ON shop.alerts (next_round_at) WHERE ended_at IS NULL AND next_round_at IS NOT NULL;

CREATE TABLE shop.alert_settings (
  tenant_id      uuid NOT NULL REFERENCES shop.tenants ON DELETE CASCADE,
  webhook_url    text COLLATE "C",
  webhook_secret bytea,                         -- sealed with tenant and column
  quiet          text COLLATE "C",              -- 22:00-08:00, in the shop's time zone
  urgent         text[] NOT NULL DEFAULT '{}',  -- kinds that are told in quiet hours too
  PRIMARY KEY (tenant_id),
  CHECK ((webhook_url IS NULL) = (webhook_secret IS NULL))
);

-- A browser has one endpoint at its push service; whoever signed in there last is told.
CREATE TABLE shop.push_subscriptions (
  tenant_id       uuid NOT NULL,
  subscription_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  endpoint        text COLLATE "C" NOT NULL CHECK (length(endpoint) <= 2048),
  p256dh          text COLLATE "C" NOT NULL,
  auth            text COLLATE "C" NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, subscription_id),
  UNIQUE (tenant_id, endpoint),
  FOREIGN KEY (tenant_id, user_id) REFERENCES shop.users ON DELETE CASCADE
);

CREATE TABLE shop.alert_deliveries (
  tenant_id   uuid NOT NULL,
  delivery_id uuid NOT NULL,
  alert_id    uuid NOT NULL,
  round       integer NOT NULL,
  channel     text NOT NULL CHECK (channel IN ('push', 'mail', 'webhook')),
  target      text COLLATE "C" NOT NULL,             -- the subscription, the user, or nothing
  alerts      uuid[] NOT NULL,                       -- that are told together: the first is alert_id
  state       text NOT NULL DEFAULT 'waiting'
              CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'gone', 'ended', 'unknown')),
  reason      text COLLATE "C",                      -- one word, never what the other side wrote
  attempts    integer NOT NULL DEFAULT 0,
  doubts      integer NOT NULL DEFAULT 0,            -- attempts of which nobody knows how they ended
  not_before  timestamptz NOT NULL DEFAULT now(),    -- while it is being sent: when it is in doubt
  created_at  timestamptz NOT NULL DEFAULT now(),
  ended_at    timestamptz,
  PRIMARY KEY (tenant_id, delivery_id),
  UNIQUE (tenant_id, alert_id, round, channel, target),
  FOREIGN KEY (tenant_id, alert_id) REFERENCES shop.alerts ON DELETE CASCADE
);
CREATE INDEX alert_deliveries_to_send ON shop.alert_deliveries (not_before) WHERE state IN ('waiting', 'sending');

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['alert_settings', 'push_subscriptions', 'alert_deliveries']
  LOOP
    EXECUTE format('ALTER TABLE shop.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE shop.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON shop.%I TO igshop_app '
                   'USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON shop.%I TO igshop_app', name);
  END LOOP;
END $$;

GRANT SELECT (tenant_id, next_round_at, ended_at) ON shop.alerts TO igshop_crossing;
GRANT SELECT (tenant_id, state, not_before) ON shop.alert_deliveries TO igshop_crossing;
CREATE POLICY crossing ON shop.alerts FOR SELECT TO igshop_crossing USING (true);
CREATE POLICY crossing ON shop.alert_deliveries FOR SELECT TO igshop_crossing USING (true);

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

-- Whose alerts or deliveries are due, longest first. It marks nothing: each shop's own transaction claims.
CREATE FUNCTION shop.tenants_to_alert(most integer) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT tenant_id FROM (
    SELECT tenant_id, next_round_at AS due FROM shop.alerts WHERE ended_at IS NULL AND next_round_at <= now()
    UNION ALL
    SELECT tenant_id, not_before FROM shop.alert_deliveries WHERE state IN ('waiting', 'sending') AND not_before <= now()
  ) work
  GROUP BY tenant_id ORDER BY min(due) LIMIT most
$$;

REVOKE ALL ON FUNCTION shop.tenants_to_alert FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.tenants_to_alert TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
