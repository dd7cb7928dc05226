-- Who bargains: fixed prices, the shop's own offers, or a person of the shop.

SET ROLE igshop_owner;

ALTER TABLE shop.tenants
  ADD COLUMN bargaining text NOT NULL DEFAULT 'fixed' CHECK (bargaining IN ('fixed', 'offers', 'person')),
  ADD COLUMN offers     jsonb NOT NULL DEFAULT '[]';  -- as shared/offers.py writes them; they count while bargaining is by offers

RESET ROLE;
