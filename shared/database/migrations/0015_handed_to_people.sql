-- When a shop's people answer, how much one customer may write in a while, and what a merchant is told of both and of the
-- budget. The wider checks are not tried on old rows, which have passed the narrower ones.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants
  ADD COLUMN time_zone     text NOT NULL DEFAULT 'Asia/Amman',
  ADD COLUMN opening_hours jsonb NOT NULL DEFAULT '{}',      -- shared/hours.py; without a week no time is promised
  ADD COLUMN most_a_minute integer NOT NULL DEFAULT 20 CHECK (most_a_minute > 0),  -- messages of one customer
  ADD COLUMN most_a_day    integer NOT NULL DEFAULT 200 CHECK (most_a_day > 0);

ALTER TABLE shop.usage_ledger ADD COLUMN messages integer NOT NULL DEFAULT 0;  -- that the turn settled

ALTER TABLE shop.events
  DROP CONSTRAINT events_disposition_check,
  ADD CONSTRAINT events_disposition_check CHECK (disposition IN ('answered', 'left_to_owner', 'late', 'not_for_us',
    'opted_out', 'failed', 'own_echo', 'from_owner', 'withdrawn', 'other_automation', 'throttled')) NOT VALID;

ALTER TABLE shop.alerts
  DROP CONSTRAINT alerts_kind_check,
  ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('customer_waiting', 'other_automation', 'account_stopped',
    'person_wanted', 'budget_low', 'budget_spent')) NOT VALID;

RESET ROLE;
