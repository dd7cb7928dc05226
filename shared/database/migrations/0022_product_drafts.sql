-- What the model has read in a shop's own posts, until a person of the shop has looked at it: nothing of it is sold before.

SET ROLE igshop_owner;

CREATE TABLE shop.product_drafts (
  tenant_id uuid NOT NULL,
  media_id   text COLLATE "C" NOT NULL,  -- Meta's id of the post
  account_id text COLLATE "C" NOT NULL,
  state      text NOT NULL CHECK (state IN ('draft', 'no_product', 'approved', 'rejected')),
  draft      jsonb,                      -- NULL where the post offers no product
  permalink  text NOT NULL,
  posted_at  timestamptz NOT NULL,
  read_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, media_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES shop.accounts,
  CHECK ((state = 'no_product') = (draft IS NULL))
);
ALTER TABLE shop.product_drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.product_drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.product_drafts TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.product_drafts TO igshop_app;

RESET ROLE;
