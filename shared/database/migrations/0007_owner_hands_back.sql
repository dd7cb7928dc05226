-- What an owner writes to a customer to let the assistant go on: a sentence that the customer reads as a courtesy.

SET ROLE igshop_owner;
ALTER TABLE shop.tenants ADD COLUMN resume_phrase text NOT NULL DEFAULT 'مساعدنا بيكمل معك من هون 🌷';
RESET ROLE;
