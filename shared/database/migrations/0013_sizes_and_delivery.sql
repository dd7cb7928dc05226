-- What fits whom, and what delivery costs where: the shop's own figures, from which the assistant advises and quotes.

SET ROLE igshop_owner;

ALTER TABLE shop.products
  ADD COLUMN size_chart jsonb CHECK (jsonb_typeof(size_chart) = 'array');  -- sizes from small to large, each with its ranges
ALTER TABLE shop.tenants
  ADD COLUMN free_delivery_from numeric(12, 3) CHECK (free_delivery_from > 0);  -- of the goods, in the shop's currency

CREATE TABLE shop.delivery_areas (
  tenant_id   uuid NOT NULL REFERENCES shop.tenants,
  area_id     text COLLATE "C" NOT NULL,
  name_ar     text NOT NULL,
  name_en     text NOT NULL,
  aliases     text[] NOT NULL DEFAULT '{}',  -- other spellings, Arabizi ones as well
  governorate text COLLATE "C",              -- the area that this one lies in, when it is not one itself
  served      boolean NOT NULL,
  fee         numeric(12, 3) CHECK (fee >= 0),
  currency    text,
  days_min    smallint CHECK (days_min >= 0),  -- working days
  days_max    smallint CHECK (days_max >= days_min),
  PRIMARY KEY (tenant_id, area_id),
  CHECK (served = (fee IS NOT NULL) AND served = (currency IS NOT NULL)
         AND served = (days_min IS NOT NULL) AND served = (days_max IS NOT NULL))
);

ALTER TABLE shop.delivery_areas ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.delivery_areas FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.delivery_areas TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.delivery_areas TO igshop_app;

RESET ROLE;
