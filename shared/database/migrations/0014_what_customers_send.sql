-- What was said in a customer's voice notes, and which products a shop's own stories and posts show.

SET ROLE igshop_owner;

ALTER TABLE shop.events
  ADD COLUMN transcript text;                 -- of its voice notes; empty: nothing could be heard; null: nobody listened

-- The merchant's word, by Meta's id: one story or post may show several products.
CREATE TABLE shop.product_media (
  tenant_id uuid NOT NULL,
  media_id  text COLLATE "C" NOT NULL CHECK (media_id ~ '^[0-9A-Za-z_-]{1,64}$'),
  sku       text COLLATE "C" NOT NULL,
  added_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, media_id, sku),
  FOREIGN KEY (tenant_id, sku) REFERENCES shop.products
);

ALTER TABLE shop.product_media ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.product_media FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.product_media TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.product_media TO igshop_app;

RESET ROLE;
