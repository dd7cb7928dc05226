-- What can be bought of a product, and which rows the search index has not heard of yet.
-- The release before writes sizes, colors_ar, colors_en and stock, and knows no variants.

SET ROLE igshop_owner;

ALTER TABLE shop.products
  ADD COLUMN compare_at     numeric(12, 3) CHECK (compare_at >= 0),  -- the price before
  ADD COLUMN images         text[] NOT NULL DEFAULT '{}',
  ADD COLUMN count_together integer CHECK (count_together >= 0),     -- of all variants, where none is counted by itself
  -- Digest of the four columns as they were derived from the variants: another one, and the release before wrote since.
  ADD COLUMN variants_for   text;

CREATE TABLE shop.product_variants (
  tenant_id  uuid NOT NULL,
  sku        text COLLATE "C" NOT NULL,
  variant_id text COLLATE "C" NOT NULL,
  position   smallint NOT NULL,  -- in the shop's own order
  size       text NOT NULL,
  color_ar   text NOT NULL,
  color_en   text NOT NULL,
  price      numeric(12, 3) CHECK (price >= 0),  -- only where it is not the product's
  stock      text NOT NULL CHECK (stock IN ('counted', 'available', 'sold_out', 'made_to_order')),
  count      integer CHECK (count >= 0),
  PRIMARY KEY (tenant_id, sku, variant_id),
  FOREIGN KEY (tenant_id, sku) REFERENCES shop.products ON DELETE CASCADE,
  CHECK ((stock = 'counted') = (count IS NOT NULL))
);

-- One row for what has changed or gone, until the index has it.
CREATE TABLE shop.index_jobs (
  tenant_id uuid NOT NULL REFERENCES shop.tenants,
  kind      text COLLATE "C" NOT NULL CHECK (kind IN ('product', 'knowledge')),
  key       text COLLATE "C" NOT NULL,
  mark      uuid NOT NULL,  -- another one after each change: what changes meanwhile stays
  noted_at  timestamptz NOT NULL DEFAULT now(),
  refused   text,           -- why the service did not take it; waits for the next change
  PRIMARY KEY (tenant_id, kind, key)
);

ALTER TABLE shop.tenants
  ADD COLUMN search_index_next   text,         -- is being filled; writes go to both
  ADD COLUMN search_index_before text,         -- to be deleted, once no turn reads it any more
  ADD COLUMN search_index_since  timestamptz,  -- of the last swap
  ADD COLUMN catalog_rung_at     timestamptz;  -- by the sweeper

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['product_variants', 'index_jobs']
  LOOP
    EXECUTE format('ALTER TABLE shop.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE shop.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON shop.%I TO igshop_app '
                   'USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON shop.%I TO igshop_app', name);
  END LOOP;
END $$;

RESET ROLE;
