-- What was searched for in a shop and not found, by day: words and how often, and nothing of who asked.

SET ROLE igshop_owner;

CREATE TABLE shop.missed_searches (
  tenant_id uuid NOT NULL REFERENCES shop.tenants,
  day       date NOT NULL,  -- Jordan's
  query     text COLLATE "C" NOT NULL CHECK (length(query) <= 60),
  times     integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, day, query)
);
ALTER TABLE shop.missed_searches ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.missed_searches FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.missed_searches TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.missed_searches TO igshop_app;

RESET ROLE;
