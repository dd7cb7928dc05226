-- Indexes for what 0008 asks. Alone in its migration: building one keeps writers out, and must not keep readers out as well.

SET ROLE igshop_owner;
CREATE INDEX events_said_by_others ON shop.events (tenant_id, account_id, md5(text), recorded_at)
  WHERE kind = 'echo' AND author <> 'us';
CREATE INDEX events_of_customers ON shop.events (tenant_id, account_id, customer_id, seq) WHERE author = 'customer';
CREATE INDEX parts_disclosing ON shop.parts (tenant_id, account_id, customer_id, sent_at) WHERE discloses;
CREATE INDEX conversations_waiting_for_owner ON shop.conversations (remind_owner_at) WHERE remind_owner_at IS NOT NULL;
RESET ROLE;
