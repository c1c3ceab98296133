-- Credentials, one-time codes, sessions and signing keys. Times are epoch milliseconds.

-- A password is stored before the account it is for, so a row whose account never came to be means nothing and can be dropped.
CREATE TABLE auth.passwords (
  user_id uuid PRIMARY KEY,
  -- argon2id in PHC form, or bcrypt from an older system until its owner signs in.
  hash text NOT NULL,
  updated_at bigint NOT NULL
);

-- The code that is under way to a phone: the latest one; a new one takes the place of the old.
CREATE TABLE auth.challenges (
  phone text COLLATE "C" PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  -- Which key's pepper went into the hash.
  key_id text NOT NULL,
  salt bytea NOT NULL,
  code_hash bytea NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  used boolean NOT NULL DEFAULT false,
  expires_at bigint NOT NULL
);

-- What limits codes for a phone: kept with the truth and not in the cache, because losing it would let somebody guess on.
CREATE TABLE auth.phone_limits (
  phone text COLLATE "C" PRIMARY KEY,
  -- When codes were sent in the last day, oldest first.
  sent_at bigint[] NOT NULL DEFAULT '{}',
  -- Wrong codes since `failures_since`.
  failures integer NOT NULL DEFAULT 0,
  failures_since bigint NOT NULL DEFAULT 0
);

CREATE TABLE auth.sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  -- SHA-256 of the parts of the refresh token: the one all tokens of the session share, and the one only the latest has.
  family_hash bytea NOT NULL,
  refresh_hash bytea NOT NULL,
  device_name text NOT NULL,
  device_platform text NOT NULL,
  created_at bigint NOT NULL,
  last_used_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint,
  revoked_because text
);
CREATE INDEX sessions_user ON auth.sessions (user_id, last_used_at DESC) WHERE revoked_at IS NULL;
CREATE INDEX sessions_revoked ON auth.sessions (revoked_at) WHERE revoked_at IS NOT NULL;

-- Keys that the service made itself; empty where the host mounts one.
CREATE TABLE auth.signing_keys (
  -- RFC 7638 thumbprint.
  id text PRIMARY KEY,
  private_jwk text NOT NULL,
  created_at bigint NOT NULL,
  -- Published before, signs from then on.
  signs_from bigint NOT NULL
);
