-- How long a shop keeps what was said, and an end to what nobody owns.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants
  ADD COLUMN messages_kept interval NOT NULL DEFAULT '365 days' CHECK (messages_kept BETWEEN '40 days' AND '3660 days');

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

-- What came for an account that nobody has connected, why messages became dead letters, and logins that nobody ended.
CREATE FUNCTION shop.forget_unowned(unrouted interval, poison interval, most integer) RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH events AS (
    DELETE FROM shop.unrouted_events u WHERE u.event_key IN (
      SELECT o.event_key FROM shop.unrouted_events o WHERE o.received_at < now() - unrouted LIMIT most) RETURNING 1
  ), notes AS (
    DELETE FROM shop.poison_notes p WHERE p.message_key IN (
      SELECT o.message_key FROM shop.poison_notes o WHERE o.noted_at < now() - poison LIMIT most) RETURNING 1
  ), logins AS (
    DELETE FROM shop.oauth_states s WHERE s.state_digest IN (
      SELECT o.state_digest FROM shop.oauth_states o WHERE o.expires_at < now() LIMIT most) RETURNING 1
  )
  SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM notes) + (SELECT count(*) FROM logins)
$$;

REVOKE ALL ON FUNCTION shop.forget_unowned FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.forget_unowned TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
