-- What a login at Instagram tells of an account, how long its token lasts, and the login states that are under way.

SET ROLE igshop_owner;
ALTER TABLE shop.accounts
  ADD COLUMN display_name      text,
  ADD COLUMN account_type      text,         -- BUSINESS, MEDIA_CREATOR …
  ADD COLUMN permissions       text[],       -- that the merchant granted; empty where Instagram did not say
  ADD COLUMN logged_in_at      timestamptz,  -- at Instagram's page; data access ends 90 days later. Empty: an operator's token
  ADD COLUMN token_issued_at   timestamptz,  -- of its own: no other write to the row may make a token look young; empty: it may be old
  ADD COLUMN token_expires_at  timestamptz,  -- empty: unknown until it is refreshed
  ADD COLUMN subscribed_fields text[],       -- of webhooks, as they were last read at Instagram
  ADD COLUMN setup_problem     text,         -- why the account does not send webhooks, or cannot be written from
  ADD COLUMN self_test_mid     text COLLATE "C",  -- of the message that the account wrote to itself
  ADD COLUMN self_test_at      timestamptz;

ALTER TABLE shop.alerts
  DROP CONSTRAINT alerts_kind_check,
  ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('customer_waiting', 'other_automation', 'account_stopped',
    'person_wanted', 'budget_low', 'budget_spent', 'search_waiting', 'login_ends')) NOT VALID;

GRANT SELECT, INSERT, DELETE ON shop.oauth_states TO igshop_crossing;
RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

CREATE FUNCTION shop.begin_login(state_digest bytea, browser_digest bytea, lasts interval) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.oauth_states s WHERE s.state_digest IN (
    SELECT o.state_digest FROM shop.oauth_states o WHERE o.expires_at < now() LIMIT 100);
  INSERT INTO shop.oauth_states (state_digest, browser_digest, expires_at)
  VALUES (begin_login.state_digest, begin_login.browser_digest, now() + lasts)
$$;

-- Once, and for the browser that began: true. A stranger's try leaves the state where it is for whose it is.
CREATE FUNCTION shop.end_login(state_digest bytea, browser_digest bytea) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.oauth_states s
  WHERE s.state_digest = end_login.state_digest AND s.browser_digest = end_login.browser_digest AND s.expires_at > now()
  RETURNING true
$$;

REVOKE ALL ON FUNCTION shop.begin_login, shop.end_login FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.begin_login, shop.end_login TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
