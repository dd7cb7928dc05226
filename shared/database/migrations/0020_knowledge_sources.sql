-- Where the shop's knowledge comes from: what was typed, web pages and files, each cut into passages that stand among
-- the entries of shop.knowledge. An entry of the shop's own has no source.

SET ROLE igshop_owner;

CREATE TABLE shop.knowledge_sources (
  tenant_id  uuid NOT NULL REFERENCES shop.tenants,
  source_id  text COLLATE "C" NOT NULL,  -- made of its kind and its address or name: the same when it is read again
  kind       text NOT NULL CHECK (kind IN ('text', 'page', 'pdf')),
  url        text,                       -- of what was fetched
  title      text NOT NULL,
  fetched_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, source_id)
);
ALTER TABLE shop.knowledge_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.knowledge_sources FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.knowledge_sources TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.knowledge_sources TO igshop_app;

-- No foreign key: on a table that was there before it would be a rule that the release before has not met. Passages and
-- their source are written and removed by one transaction.
ALTER TABLE shop.knowledge
  ADD COLUMN source_id text COLLATE "C",
  ADD COLUMN page      integer,
  ADD COLUMN position  integer;
CREATE INDEX knowledge_of_source ON shop.knowledge (tenant_id, source_id) WHERE source_id IS NOT NULL;

RESET ROLE;
