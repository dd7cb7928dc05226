-- What customers wanted to order and could not have, for the owner's list: once for each of them.

SET ROLE igshop_owner;

CREATE TABLE shop.wishes (
  tenant_id   uuid NOT NULL,
  account_id  text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  sku         text COLLATE "C" NOT NULL,
  option      text NOT NULL,                           -- the size and colour that were wanted, as the shop or the customer writes them
  variant_id  text COLLATE "C" NOT NULL DEFAULT '',    -- empty: the product as a whole, or what the shop never had
  wished_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, account_id, customer_id, sku, option),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations ON DELETE CASCADE
);

ALTER TABLE shop.wishes ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.wishes FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.wishes TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.wishes TO igshop_app;

RESET ROLE;
