-- What the person who takes over has to know.

SET ROLE igshop_owner;
ALTER TABLE shop.conversations ADD COLUMN needs_person_summary text;
RESET ROLE;
