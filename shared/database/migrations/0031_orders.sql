-- Orders as they are really taken: what a draft would do to which order, who may pay how, and what an order took from stock.

SET ROLE igshop_owner;

ALTER TABLE shop.order_drafts
  ADD COLUMN kind     text NOT NULL DEFAULT 'new' CHECK (kind IN ('new', 'change', 'cancel')),
  ADD COLUMN order_no bigint,                        -- the order that is changed, cancelled or, once confirmed, placed
  ADD COLUMN part_no  bigint,                        -- the message that has the summary: without it nobody has read it
  ADD COLUMN payment  text NOT NULL DEFAULT 'cash_on_delivery',
  ADD COLUMN request  jsonb NOT NULL DEFAULT '{}';   -- what was asked for, to be reckoned again at the yes

ALTER TABLE shop.order_lines
  ADD COLUMN variant_id text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN counted    boolean NOT NULL DEFAULT false;  -- it was taken from a stock that is counted, and goes back there

ALTER TABLE shop.orders
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX orders_of_customer ON shop.orders (tenant_id, account_id, customer_id, order_no);

ALTER TABLE shop.tenants
  ADD COLUMN cliq_alias    text NOT NULL DEFAULT '',  -- where customers pay by CliQ; empty: they cannot
  ADD COLUMN bank_account  text NOT NULL DEFAULT '',  -- and by transfer
  ADD COLUMN minimum_order numeric(12, 3) CHECK (minimum_order > 0),  -- of the goods, in the shop's currency
  ADD COLUMN last_order_on date,                          -- by the shop's clock; from the next day on it is closed
  ADD COLUMN closed_ar     text NOT NULL DEFAULT '',      -- what is told then
  ADD COLUMN closed_en     text NOT NULL DEFAULT '';

ALTER TABLE shop.alerts
  DROP CONSTRAINT alerts_kind_check,
  ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('customer_waiting', 'other_automation', 'account_stopped',
    'person_wanted', 'budget_low', 'budget_spent', 'search_waiting', 'login_ends', 'new_order', 'order_changed')) NOT VALID;

RESET ROLE;
