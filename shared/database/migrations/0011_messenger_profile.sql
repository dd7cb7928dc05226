-- What of a shop customers can tap at Instagram before writing a word: which of it was read there, and what stood in its way.

SET ROLE igshop_owner;
ALTER TABLE shop.accounts
  ADD COLUMN profile_digest     bytea,        -- of the profile that Instagram was seen to show
  ADD COLUMN profile_checked_at timestamptz,  -- when it was last put there, or tried to be; empty: nothing of ours is there
  ADD COLUMN profile_problem    text;         -- why it is not there, or not taken away
RESET ROLE;
