-- Up to when an account's threads have been compared with what was recorded, and when they are compared next. An account
-- that is there already, or is connected from now on, begins at this moment: nobody answers what was said before.

SET ROLE igshop_owner;
ALTER TABLE shop.accounts
  ADD COLUMN first_connected_at timestamptz NOT NULL DEFAULT now(),  -- older messages are none of ours
  ADD COLUMN reconciled_at      timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN reconcile_due_at   timestamptz NOT NULL DEFAULT now();
RESET ROLE;
