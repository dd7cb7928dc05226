-- What is ordered and where it is pushed, what a tenant spends and may spend, who did what, and who asked to be forgotten.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants ADD COLUMN last_order_no bigint NOT NULL DEFAULT 0;

CREATE TABLE shop.order_drafts (
  tenant_id    uuid NOT NULL,
  account_id   text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  draft_no     bigint NOT NULL,
  summary_hash bytea NOT NULL,              -- of the very summary the customer was shown; a yes is to this one
  lines        jsonb NOT NULL,
  delivery     jsonb NOT NULL DEFAULT '{}',
  currency     text NOT NULL,
  total        numeric(12, 3) NOT NULL CHECK (total >= 0),
  state        text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'withdrawn', 'expired')),
  expires_at   timestamptz NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, account_id, customer_id, draft_no),
  FOREIGN KEY (tenant_id, account_id, customer_id) REFERENCES shop.conversations
);
CREATE UNIQUE INDEX order_drafts_open ON shop.order_drafts (tenant_id, account_id, customer_id) WHERE state = 'proposed';

-- An order outlives the conversation that it came from, and the customer who asked to be forgotten.
CREATE TABLE shop.orders (
  tenant_id     uuid NOT NULL REFERENCES shop.tenants,
  order_no      bigint NOT NULL,            -- counted by the tenant's row, so that no shop learns how much others sell
  account_id    text COLLATE "C",
  customer_id   text COLLATE "C",
  draft_no      bigint,
  state         text NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'confirmed', 'with_courier', 'delivered', 'returned', 'cancelled')),
  payment       text NOT NULL CHECK (payment IN ('cash_on_delivery', 'cliq', 'bank_transfer')),
  payment_state text NOT NULL DEFAULT 'due' CHECK (payment_state IN ('due', 'claimed', 'paid')),
  delivery      jsonb NOT NULL,
  currency      text NOT NULL,
  goods         numeric(12, 3) NOT NULL CHECK (goods >= 0),
  discount      numeric(12, 3) NOT NULL DEFAULT 0 CHECK (discount BETWEEN 0 AND goods),
  delivery_fee  numeric(12, 3) NOT NULL CHECK (delivery_fee >= 0),
  total         numeric(12, 3) NOT NULL CHECK (total = goods - discount + delivery_fee),
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, order_no),
  UNIQUE (tenant_id, account_id, customer_id, draft_no)  -- a draft becomes one order, however often it is confirmed
);

CREATE TABLE shop.order_lines (
  tenant_id  uuid NOT NULL,
  order_no   bigint NOT NULL,
  line_no    smallint NOT NULL,
  sku        text COLLATE "C" NOT NULL,     -- no foreign key: the line stays when the product goes
  name       text NOT NULL,
  variant    jsonb NOT NULL DEFAULT '{}',
  quantity   integer NOT NULL CHECK (quantity > 0),
  unit_price numeric(12, 3) NOT NULL CHECK (unit_price >= 0),
  PRIMARY KEY (tenant_id, order_no, line_no),
  FOREIGN KEY (tenant_id, order_no) REFERENCES shop.orders
);

CREATE TABLE shop.connectors (
  tenant_id    uuid NOT NULL REFERENCES shop.tenants,
  kind         text NOT NULL CHECK (kind IN ('shopify', 'woocommerce', 'webhook')),
  address      text NOT NULL,
  credentials  bytea NOT NULL,              -- sealed with tenant and column
  state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'refused', 'off')),
  state_reason text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, kind)
);

-- An entry is a reservation until it is settled, a turn's or of work that no customer asked for, such as indexing. Every
-- one has a row of its own, so none waits for another. What was spent stays spent when a conversation is erased.
CREATE TABLE shop.usage_ledger (
  tenant_id         uuid NOT NULL REFERENCES shop.tenants,
  entry_id          uuid NOT NULL DEFAULT gen_random_uuid(),
  account_id        text COLLATE "C",
  customer_id       text COLLATE "C",
  turn_no           bigint,
  state             text NOT NULL CHECK (state IN ('reserved', 'settled', 'released')),
  reserved_until    timestamptz NOT NULL,
  money             numeric(14, 6) NOT NULL CHECK (money >= 0),  -- US dollars, as providers bill
  prompt_tokens     integer NOT NULL DEFAULT 0,
  cached_tokens     integer NOT NULL DEFAULT 0,
  completion_tokens integer NOT NULL DEFAULT 0,
  audio_seconds     integer NOT NULL DEFAULT 0,
  searches          integer NOT NULL DEFAULT 0,
  at                timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, entry_id),
  UNIQUE (tenant_id, account_id, customer_id, turn_no)
);
CREATE INDEX usage_ledger_by_time ON shop.usage_ledger (tenant_id, at);

CREATE TABLE shop.budgets (
  tenant_id uuid NOT NULL REFERENCES shop.tenants,
  period    text NOT NULL CHECK (period IN ('day', 'month')),
  money     numeric(14, 6) NOT NULL CHECK (money >= 0),
  PRIMARY KEY (tenant_id, period)
);

CREATE TABLE shop.audit_log (
  tenant_id uuid NOT NULL REFERENCES shop.tenants,
  entry_id  uuid NOT NULL DEFAULT gen_random_uuid(),
  at        timestamptz NOT NULL DEFAULT now(),
  actor     text NOT NULL CHECK (actor IN ('owner', 'staff', 'operator', 'app')),
  user_id   uuid,
  action    text NOT NULL,
  detail    jsonb NOT NULL DEFAULT '{}',    -- ids and settings, never what was said
  PRIMARY KEY (tenant_id, entry_id)
);
CREATE INDEX audit_log_by_time ON shop.audit_log (tenant_id, at);

CREATE TABLE shop.deletion_requests (
  tenant_id         uuid NOT NULL REFERENCES shop.tenants,
  confirmation_code text COLLATE "C" NOT NULL,
  account_id        text COLLATE "C",       -- of one account; without it: of the whole shop
  customer_id       text COLLATE "C",       -- of one of its customers
  requested_at      timestamptz NOT NULL DEFAULT now(),
  completed_at      timestamptz,
  PRIMARY KEY (tenant_id, confirmation_code),
  CHECK (customer_id IS NULL OR account_id IS NOT NULL)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_drafts', 'orders', 'order_lines', 'connectors', 'usage_ledger', 'budgets', 'audit_log',
                              'deletion_requests']
  LOOP
    EXECUTE format('ALTER TABLE shop.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE shop.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON shop.%I TO igshop_app '
                   'USING (tenant_id = shop.tenant()) WITH CHECK (tenant_id = shop.tenant())', name);
    -- What has been written down about who did what is not for the app to change.
    EXECUTE format('GRANT %s ON shop.%I TO igshop_app',
                   CASE name WHEN 'audit_log' THEN 'SELECT, INSERT' ELSE 'SELECT, INSERT, UPDATE, DELETE' END, name);
  END LOOP;
END $$;
RESET ROLE;
