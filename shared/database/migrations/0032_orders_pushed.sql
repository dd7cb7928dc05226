-- Orders go on into a shop's own system: to which, what became of each there, and what is to be told of it again.

SET ROLE igshop_owner;

ALTER TABLE shop.connectors
  ADD COLUMN orders_since timestamptz,  -- orders from then on go there; none: it only shows products
  ADD COLUMN polled_at    timestamptz,  -- when its products were read by themselves
  ADD COLUMN hook_secret  bytea;        -- by which it signs what it tells by itself; sealed with tenant and column

CREATE TABLE shop.order_pushes (
  tenant_id      uuid NOT NULL,
  order_no       bigint NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('shopify', 'woocommerce', 'webhook')),
  key            uuid NOT NULL DEFAULT gen_random_uuid(),  -- by which the shop's system, or we in it, know it again
  state          text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'pushing', 'accepted', 'refused', 'given_up', 'over')),
  reason         text COLLATE "C",   -- one word, never what the other side wrote
  shop_id        text COLLATE "C",
  shop_number    text,
  told           bytea,              -- digest of the order as the shop has it; another one, and it is told again. Empty: of several, one
  told_goods     bytea,              -- of what it holds, without where it goes
  attempts       integer NOT NULL DEFAULT 0,
  not_before     timestamptz NOT NULL DEFAULT now(),
  lease_until    timestamptz,
  first_tried_at timestamptz,        -- what may have been created was so since then
  failing_since  timestamptz,
  customer_waits boolean NOT NULL DEFAULT false,  -- to hear whether the shop's system took a change or a cancellation
  PRIMARY KEY (tenant_id, order_no),
  FOREIGN KEY (tenant_id, order_no) REFERENCES shop.orders ON DELETE CASCADE
);
CREATE INDEX order_pushes_open ON shop.order_pushes (tenant_id, order_no) WHERE state IN ('waiting', 'pushing', 'accepted');
CREATE INDEX orders_open ON shop.orders (tenant_id, created_at) WHERE state IN ('new', 'confirmed', 'with_courier');

ALTER TABLE shop.order_pushes ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.order_pushes FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON shop.order_pushes TO igshop_app
  USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.order_pushes TO igshop_app;

CREATE FUNCTION shop.told_of(o shop.orders) RETURNS TABLE (lines jsonb, told bytea, told_goods bytea) LANGUAGE sql STABLE AS $$
  SELECT h.lines, sha256(convert_to(jsonb_build_array(h.goods, o.delivery)::text, 'UTF8')),
    sha256(convert_to(h.goods::text, 'UTF8'))
  FROM (
    SELECT l.lines, jsonb_build_array(l.lines, o.currency, o.payment, o.goods, o.discount, o.delivery_fee, o.total) AS goods
    FROM (
      SELECT COALESCE(jsonb_agg(jsonb_build_object('sku', i.sku, 'name', i.name, 'variant', i.variant || jsonb_build_object('variant_id', i.variant_id),
        'quantity', i.quantity, 'unit_price', i.unit_price::text) ORDER BY i.line_no), '[]') AS lines
      FROM shop.order_lines i WHERE (i.tenant_id, i.order_no) = (o.tenant_id, o.order_no)
    ) l
  ) h
$$;
REVOKE ALL ON FUNCTION shop.told_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.told_of TO igshop_app;

-- What is made to order first needs the owner's yes.
CREATE FUNCTION shop.may_go_on(o shop.orders) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT o.state <> 'new' OR NOT EXISTS (
    SELECT FROM shop.order_lines i
    WHERE (i.tenant_id, i.order_no) = (o.tenant_id, o.order_no) AND i.variant ->> 'made_to_order' = 'true')
$$;
REVOKE ALL ON FUNCTION shop.may_go_on FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.may_go_on TO igshop_app;

ALTER TABLE shop.alerts
  DROP CONSTRAINT alerts_kind_check,
  ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('customer_waiting', 'other_automation', 'account_stopped',
    'person_wanted', 'budget_low', 'budget_spent', 'search_waiting', 'login_ends', 'new_order', 'order_changed',
    'order_refused', 'order_waiting', 'connector_refused')) NOT VALID;

RESET ROLE;
