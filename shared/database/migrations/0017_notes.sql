-- What the assistant keeps of a thread that is longer than the model reads: one text for each conversation.

SET ROLE igshop_owner;

CREATE TABLE shop.notes (
  tenant_id   uuid NOT NULL,
  account_id  text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  through_seq bigint NOT NULL,  -- they tell of what was said up to here
  text        text NOT NULL CHECK (octet_length(text) <= 8000),  -- about a person: goes with the conversation, is in no log
  made_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, account_id, customer_id),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations ON DELETE CASCADE
);
ALTER TABLE shop.notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.notes FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.notes TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.notes TO igshop_app;

RESET ROLE;
