-- Events of every kind Instagram tells of, what they change in earlier ones, and customers who want no more of it.
-- The wider checks are not tried on old rows, which have passed the narrower ones.

SET ROLE igshop_owner;

ALTER TABLE shop.events
  ADD COLUMN detail jsonb,                    -- what a kind has besides: media links, payload, emoji, comment, …
  DROP CONSTRAINT events_kind_check,
  ADD CONSTRAINT events_kind_check CHECK (kind IN ('message', 'echo', 'postback', 'reaction', 'edit', 'unsend', 'read',
    'referral', 'optin', 'handover', 'comment', 'unknown')) NOT VALID,
  DROP CONSTRAINT events_disposition_check,
  ADD CONSTRAINT events_disposition_check CHECK (disposition IN ('answered', 'left_to_owner', 'late', 'not_for_us',
    'opted_out', 'failed', 'own_echo', 'from_owner', 'withdrawn')) NOT VALID;

RESET ROLE;
