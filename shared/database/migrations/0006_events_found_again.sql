-- Events are found again by what they change, and those that wait among thousands that do not. Alone in its migration:
-- building an index keeps writers out, and must not keep readers out as well.

SET ROLE igshop_owner;
CREATE INDEX events_by_mid ON shop.events (tenant_id, mid);
CREATE INDEX events_waiting ON shop.events (tenant_id, account_id, customer_id)
  WHERE author = 'customer' AND disposition IS NULL;
RESET ROLE;
