-- How fast an account may go: what Meta says of its quotas, until when it waits, and the permits that instances have leased.

SET ROLE igshop_owner;

ALTER TABLE shop.accounts
  ADD COLUMN busy_until    timestamptz,       -- nothing leaves this account before; its parts wait
  ADD COLUMN busy_reason   text,
  ADD COLUMN usage_percent smallint CHECK (usage_percent BETWEEN 0 AND 100),  -- written from 80 % on, and when it has fallen
  ADD COLUMN usage_at      timestamptz;

-- One row for an account and kind of call, locked for the moment in which an instance leases a block.
CREATE TABLE shop.pace (
  tenant_id  uuid NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('conversations', 'media', 'private_replies')),
  ends       timestamptz[] NOT NULL,          -- of each permit that may count still: until when it was good, oldest first
  granted    smallint NOT NULL,               -- to the last who asked
  PRIMARY KEY (tenant_id, account_id, kind),
  FOREIGN KEY (tenant_id, account_id) REFERENCES shop.accounts
);

ALTER TABLE shop.pace ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.pace FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.pace TO igshop_app USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.pace TO igshop_app;

RESET ROLE;
