-- What a reply should have been, as the shop's people say: each is a scenario that later models and prompts are tried with.

SET ROLE igshop_owner;

CREATE TABLE shop.corrections (
  tenant_id     uuid NOT NULL REFERENCES shop.tenants,
  correction_id uuid NOT NULL,
  account_id    text COLLATE "C",  -- the conversation and turn that it is about; empty when it was written without one
  customer_id   text COLLATE "C",
  turn_no       bigint,
  asked         text NOT NULL,     -- by the customer
  said          text,              -- by us
  should_say    text NOT NULL,
  expectations  jsonb NOT NULL,    -- as in scenario files
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, correction_id),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations ON DELETE CASCADE,
  CHECK ((account_id IS NULL) = (customer_id IS NULL))
);

-- A customer who is forgotten is forgotten here as well.
CREATE INDEX corrections_of_customer ON shop.corrections (tenant_id, account_id, customer_id);

ALTER TABLE shop.corrections ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.corrections FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.corrections TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.corrections TO igshop_app;

RESET ROLE;
