-- A refresh whose answer was lost may be repeated for a moment, and then gets the very token that was lost. It is not stored: it follows from
-- the token before and this salt.
ALTER TABLE auth.sessions
  -- SHA-256 of the token before the latest; NULL before the first rotation.
  ADD COLUMN previous_hash bytea,
  ADD COLUMN rotation_salt bytea,
  ADD COLUMN rotated_at bigint;
