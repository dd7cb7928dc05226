-- Meta's callbacks: an account whose owner has taken the app's leave away, and everything of one whose owner wants it gone.

SET ROLE igshop_owner;
CREATE INDEX accounts_by_app_scoped_id ON shop.accounts (app_scoped_id) WHERE app_scoped_id IS NOT NULL;

ALTER TABLE shop.deletion_requests
  ADD COLUMN whole_shop    boolean NOT NULL DEFAULT false,  -- it was the shop's only account: the shop goes with it
  ADD COLUMN index_gone_at timestamptz;                     -- of a whole shop
CREATE INDEX deletion_requests_open ON shop.deletion_requests (requested_at) WHERE completed_at IS NULL;
ALTER TABLE shop.deletion_status ADD COLUMN began_at timestamptz;

GRANT SELECT (tenant_id, account_id, app_scoped_id) ON shop.accounts TO igshop_crossing;
GRANT SELECT ON shop.deletion_requests TO igshop_crossing;
GRANT SELECT, INSERT, UPDATE ON shop.deletion_status TO igshop_crossing;
GRANT DELETE ON shop.key_directory TO igshop_crossing;
GRANT SELECT, DELETE ON shop.audit_log TO igshop_crossing;
CREATE POLICY crossing ON shop.accounts FOR SELECT TO igshop_crossing USING (true);
CREATE POLICY crossing ON shop.deletion_requests FOR SELECT TO igshop_crossing USING (true);
CREATE POLICY crossing ON shop.audit_log TO igshop_crossing USING (tenant_id = shop.tenant());

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

-- Whom a signed callback names: by the app-scoped id, or by the professional one, which Meta's mails have named as well.
CREATE FUNCTION shop.accounts_of_user(user_id text) RETURNS TABLE (tenant_id uuid, account_id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT a.tenant_id, a.account_id FROM shop.accounts a WHERE a.app_scoped_id = user_id
  UNION
  SELECT a.tenant_id, a.account_id FROM shop.account_directory d JOIN shop.accounts a USING (tenant_id, account_id)
  WHERE d.account_id = user_id
$$;

-- A code for the public page; nothing is left to do for somebody whom nobody knows.
CREATE FUNCTION shop.open_deletion(code text, done boolean) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO shop.deletion_status (confirmation_code, began_at, completed_at)
  VALUES (code, CASE WHEN done THEN now() END, CASE WHEN done THEN now() END)
$$;

CREATE FUNCTION shop.deletion_of(code text)
  RETURNS TABLE (requested_at timestamptz, began_at timestamptz, completed_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT s.requested_at, s.began_at, s.completed_at FROM shop.deletion_status s WHERE s.confirmation_code = code $$;

-- Only for a code of the transaction's own tenant.
CREATE FUNCTION shop.mark_deletion(code text, done boolean) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  UPDATE shop.deletion_status s
  SET began_at = COALESCE(s.began_at, now()), completed_at = CASE WHEN done THEN now() ELSE s.completed_at END
  WHERE s.confirmation_code = code AND s.completed_at IS NULL AND EXISTS (
    SELECT FROM shop.deletion_requests r WHERE r.tenant_id = shop.tenant() AND r.confirmation_code = code)
$$;

-- Whose data are to go, longest asked for first. Each shop's own transactions do the work.
CREATE FUNCTION shop.tenants_to_forget(most integer) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT tenant_id FROM shop.deletion_requests WHERE completed_at IS NULL AND customer_id IS NULL
  GROUP BY tenant_id ORDER BY min(requested_at) LIMIT most
$$;

-- What comes from now on finds no shop, and what had come without finding one is gone. Of the own tenant's account alone.
CREATE FUNCTION shop.release_account(account text) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.account_directory d WHERE d.account_id = account AND d.tenant_id = shop.tenant();
  DELETE FROM shop.unrouted_events u WHERE u.account_id = account AND EXISTS (
    SELECT FROM shop.accounts a WHERE a.tenant_id = shop.tenant() AND a.account_id = account)
$$;

-- The app changes no record of who did what; it goes with its shop, when that was asked for and nothing else is left.
CREATE FUNCTION shop.forget_directories() RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  DELETE FROM shop.key_directory d WHERE d.tenant_id = shop.tenant() AND EXISTS (
    SELECT FROM shop.deletion_requests r WHERE r.tenant_id = shop.tenant() AND r.whole_shop);
  DELETE FROM shop.audit_log l WHERE l.tenant_id = shop.tenant() AND EXISTS (
    SELECT FROM shop.deletion_requests r WHERE r.tenant_id = shop.tenant() AND r.whole_shop)
$$;

REVOKE ALL ON FUNCTION shop.accounts_of_user, shop.open_deletion, shop.deletion_of, shop.mark_deletion,
  shop.tenants_to_forget, shop.release_account, shop.forget_directories FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.accounts_of_user, shop.open_deletion, shop.deletion_of, shop.mark_deletion,
  shop.tenants_to_forget, shop.release_account, shop.forget_directories TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
