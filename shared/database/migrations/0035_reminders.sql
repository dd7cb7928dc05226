-- One reminder of a summary that nobody has answered, for shops that want it.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants
  ADD COLUMN remind_after interval CHECK (remind_after BETWEEN interval '1 hour' AND interval '20 hours');  -- none: nobody is reminded

ALTER TABLE shop.order_drafts
  ADD COLUMN reminded_at timestamptz;

RESET ROLE;
