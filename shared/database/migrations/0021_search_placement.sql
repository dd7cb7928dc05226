-- Where a shop's search index is: which service, and the name there. An index that is being filled, or is kept for the way
-- back, takes a place of its service as the live one does, so that no service is ever asked for more than its tier holds.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants
  ADD COLUMN search_service text COLLATE "C" DEFAULT 'main';  -- as SEARCH_ENDPOINT's is called; NULL waits for room

-- A shop's move from one index to another, while both are written to.
CREATE TABLE shop.search_moves (
  tenant_id    uuid PRIMARY KEY REFERENCES shop.tenants,
  from_service text COLLATE "C" NOT NULL,
  from_index   text COLLATE "C" NOT NULL,
  to_service   text COLLATE "C" NOT NULL,
  to_index     text COLLATE "C" NOT NULL,
  began_at     timestamptz NOT NULL DEFAULT now(),
  switched_at  timestamptz  -- from then on the new one answers, and the old one is there for the way back
);

ALTER TABLE shop.search_moves ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.search_moves FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.search_moves TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.search_moves TO igshop_app;

ALTER TABLE shop.alerts
  DROP CONSTRAINT alerts_kind_check,
  ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('customer_waiting', 'other_automation', 'account_stopped',
    'person_wanted', 'budget_low', 'budget_spent', 'search_waiting')) NOT VALID;

GRANT SELECT (search_service, search_index, search_index_next, search_index_before) ON shop.tenants TO igshop_crossing;
GRANT SELECT ON shop.search_moves TO igshop_crossing;
CREATE POLICY crossing ON shop.search_moves FOR SELECT TO igshop_crossing USING (true);

RESET ROLE;
GRANT CREATE ON SCHEMA shop TO igshop_crossing;
SET ROLE igshop_crossing;

-- Every index that there is or will be. A pilot's index is one, however many shops are in it.
CREATE FUNCTION shop.search_indexes() RETURNS TABLE (service text, index_name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT search_service, search_index FROM shop.tenants WHERE search_service IS NOT NULL
  UNION SELECT search_service, search_index_next FROM shop.tenants WHERE search_index_next IS NOT NULL
  UNION SELECT search_service, search_index_before FROM shop.tenants WHERE search_index_before IS NOT NULL
  UNION SELECT from_service, from_index FROM shop.search_moves
  UNION SELECT to_service, to_index FROM shop.search_moves
$$;

-- The first of these services with room for the index, and the room is kept until the transaction ends: whoever asks
-- meanwhile waits. None when all are full.
CREATE FUNCTION shop.take_search_place(services text[], limits integer[], wanted text) RETURNS text
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT pg_advisory_xact_lock(hashtextextended('shop.take_search_place', 0));
  WITH used AS MATERIALIZED (
    SELECT i.service, count(*) AS indexes FROM shop.search_indexes() i WHERE i.index_name <> wanted GROUP BY i.service)
  SELECT s.service
  FROM ROWS FROM (unnest(services), unnest(limits)) WITH ORDINALITY s (service, most, place) LEFT JOIN used u USING (service)
  WHERE COALESCE(u.indexes, 0) < s.most ORDER BY s.place LIMIT 1
$$;

-- How full each service is; the row without a service counts the shops that wait for one.
CREATE FUNCTION shop.search_usage() RETURNS TABLE (service text, indexes bigint, tenants bigint, moves bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT n.service, (SELECT count(*) FROM shop.search_indexes() i WHERE i.service = n.service),
    (SELECT count(*) FROM shop.tenants t WHERE t.search_service IS NOT DISTINCT FROM n.service),
    (SELECT count(*) FROM shop.search_moves m WHERE m.to_service = n.service)
  FROM (SELECT service FROM shop.search_indexes() UNION SELECT search_service FROM shop.tenants) n (service)
$$;

REVOKE ALL ON FUNCTION shop.search_indexes, shop.take_search_place, shop.search_usage FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.take_search_place, shop.search_usage TO igshop_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA shop FROM igshop_crossing;
