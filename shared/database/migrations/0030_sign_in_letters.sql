-- People come in by a link in a letter: whoever cannot use Instagram's login today, and staff, who have none. What was asked
-- for is written down for any address, and looked up when the letter leaves, so that asking tells nobody who is here.

SET ROLE igshop_owner;

-- What somebody wants to be reached at, until the letter that went there has been opened.
ALTER TABLE shop.users ADD COLUMN email_wanted text COLLATE "C" CHECK (email_wanted = lower(email_wanted));
CREATE INDEX users_by_email ON shop.users (email) WHERE email IS NOT NULL;

-- Outside the tenant rule: whoever names an address has no shop yet. A link is made when its letter leaves, and only its
-- digest is kept. Nothing of it lasts longer than the link and the hour in which askers are counted.
CREATE TABLE shop.sign_in_letters (
  letter_id      uuid PRIMARY KEY,
  email          text COLLATE "C" NOT NULL,
  browser_digest bytea,                             -- of the browser that asked; none: an invitation
  tenant_id      uuid,                              -- of an invitation: it leads into this shop alone
  asked_at       timestamptz NOT NULL DEFAULT now(),
  send_at        timestamptz DEFAULT now(),         -- none: it has been sent, or nobody is at this address
  attempts       integer NOT NULL DEFAULT 0,
  link_digest    bytea UNIQUE,                      -- none: not sent yet, or used
  expires_at     timestamptz                        -- of the link
);
CREATE INDEX sign_in_letters_to_send ON shop.sign_in_letters (send_at) WHERE send_at IS NOT NULL;
CREATE INDEX sign_in_letters_by_email ON shop.sign_in_letters (email, asked_at);
CREATE INDEX sign_in_letters_by_browser ON shop.sign_in_letters (browser_digest, asked_at);
CREATE INDEX sign_in_letters_by_tenant ON shop.sign_in_letters (tenant_id, asked_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON shop.sign_in_letters TO igshop_crossing;
GRANT SELECT (tenant_id, user_id, role, email, disabled_at, not_before) ON shop.users TO igshop_crossing;
CREATE POLICY crossing ON shop.users FOR SELECT TO igshop_crossing USING (true);

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

-- The same work for every address. Nothing is returned when this one, or this browser, has asked too often within an hour.
CREATE FUNCTION shop.ask_for_letter(letter uuid, address text, browser bytea, most integer) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT pg_advisory_xact_lock(hashtextextended(address, 28));  -- whoever asks at the same time is counted
  SELECT pg_advisory_xact_lock(hashtextextended(encode(browser, 'hex'), 29));
  INSERT INTO shop.sign_in_letters (letter_id, email, browser_digest)
  SELECT letter, address, browser
  WHERE most > (SELECT count(*) FROM shop.sign_in_letters l
                WHERE l.email = address AND l.tenant_id IS NULL AND l.asked_at > now() - interval '1 hour')
    AND most > (SELECT count(*) FROM shop.sign_in_letters l
                WHERE l.browser_digest = browser AND l.asked_at > now() - interval '1 hour')
  RETURNING true
$$;

-- To somebody of the transaction's own tenant, whose row says the address.
CREATE FUNCTION shop.invite(letter uuid, who uuid, most integer) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.sign_in_letters (letter_id, email, tenant_id)
  SELECT letter, u.email, u.tenant_id FROM shop.users u
  WHERE u.tenant_id = shop.tenant() AND u.user_id = who AND u.email IS NOT NULL
    AND most > (SELECT count(*) FROM shop.sign_in_letters l
                WHERE l.tenant_id = u.tenant_id AND l.asked_at > now() - interval '1 hour')
  RETURNING true
$$;

-- What is to be sent now, each with the digest of a link of its own, and what nobody needs any more goes. Whoever dies before
-- it has been sent leaves it for the next run, which makes another link.
CREATE FUNCTION shop.claim_letters(digests bytea[], lasts interval, invited interval)
  RETURNS TABLE (letter_id uuid, email text, tenant_id uuid, link_digest bytea, attempts integer)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.sign_in_letters l
  WHERE l.asked_at < now() - interval '1 hour' AND (
    COALESCE(l.expires_at < now(), l.tenant_id IS NULL OR l.asked_at < now() - invited)
    OR l.tenant_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM shop.users u WHERE u.tenant_id = l.tenant_id AND u.email = l.email));
  UPDATE shop.sign_in_letters l SET send_at = NULL
  WHERE l.send_at <= now() AND NOT EXISTS (SELECT FROM shop.users u
    WHERE u.email = l.email AND u.disabled_at IS NULL AND (l.tenant_id IS NULL OR u.tenant_id = l.tenant_id));
  WITH due AS (
    SELECT o.letter_id, row_number() OVER () AS n FROM (
      SELECT s.letter_id FROM shop.sign_in_letters s WHERE s.send_at <= now()
      ORDER BY s.send_at LIMIT cardinality(digests) FOR UPDATE SKIP LOCKED) o)
  UPDATE shop.sign_in_letters l SET link_digest = digests[due.n], attempts = l.attempts + 1,
    expires_at = now() + CASE WHEN l.tenant_id IS NULL THEN lasts ELSE invited END, send_at = now() + interval '1 minute'
  FROM due WHERE l.letter_id = due.letter_id
  RETURNING l.letter_id, l.email, l.tenant_id, l.link_digest, l.attempts
$$;

-- `again`: after this time; none: it is settled.
CREATE FUNCTION shop.note_letter(letter uuid, again interval) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ UPDATE shop.sign_in_letters l SET send_at = now() + again WHERE l.letter_id = letter $$;

-- Whom a link lets in at this moment, and whether this is the browser that asked. Looking uses nothing up. Signing out everywhere
-- ends the links that are on their way too. `not_before` is the end of the second in which somebody signed out: a link asked for
-- within it is taken for a later one, or nobody could come in again at once.
CREATE FUNCTION shop.let_in_by(link bytea, browser bytea) RETURNS TABLE (tenant_id uuid, asked_here boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT u.tenant_id, COALESCE(l.browser_digest = browser, false)
  FROM shop.sign_in_letters l
  JOIN shop.users u ON u.email = l.email AND (l.tenant_id IS NULL OR u.tenant_id = l.tenant_id)
  WHERE l.link_digest = link AND l.expires_at > now() AND u.disabled_at IS NULL
    AND l.asked_at >= u.not_before - interval '1 second' ORDER BY u.tenant_id
$$;

-- Once, into one of the shops that it leads to.
CREATE FUNCTION shop.use_link(link bytea, tenant uuid) RETURNS TABLE (user_id uuid, role text)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  UPDATE shop.sign_in_letters l SET link_digest = NULL FROM shop.users u
  WHERE l.link_digest = link AND l.expires_at > now() AND u.tenant_id = tenant AND u.email = l.email
    AND (l.tenant_id IS NULL OR l.tenant_id = u.tenant_id) AND u.disabled_at IS NULL
    AND l.asked_at >= u.not_before - interval '1 second'
  RETURNING u.user_id, u.role
$$;

REVOKE ALL ON FUNCTION shop.ask_for_letter, shop.invite, shop.claim_letters, shop.note_letter, shop.let_in_by,
  shop.use_link FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.ask_for_letter, shop.invite, shop.claim_letters, shop.note_letter, shop.let_in_by,
  shop.use_link TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
