-- Accounts, contacts, blocks and push devices. Times are epoch milliseconds.

CREATE TABLE users.accounts (
  id uuid PRIMARY KEY,
  username text,
  -- The username in lower case, made by the service: two usernames that differ in case are the same one.
  username_key text COLLATE "C" UNIQUE,
  phone text COLLATE "C" UNIQUE,
  display_name text NOT NULL,
  about text,
  avatar_url text,
  last_seen_audience text NOT NULL DEFAULT 'everyone' CHECK (last_seen_audience IN ('everyone', 'contacts', 'nobody')),
  avatar_audience text NOT NULL DEFAULT 'everyone' CHECK (avatar_audience IN ('everyone', 'contacts', 'nobody')),
  about_audience text NOT NULL DEFAULT 'everyone' CHECK (about_audience IN ('everyone', 'contacts', 'nobody')),
  group_add_audience text NOT NULL DEFAULT 'everyone' CHECK (group_add_audience IN ('everyone', 'contacts', 'nobody')),
  read_receipts boolean NOT NULL DEFAULT true,
  discoverable_by_phone boolean NOT NULL DEFAULT true,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  CHECK ((username IS NULL) = (username_key IS NULL))
);

-- What people are found by the beginning of: usernames, and display names from each of their words on. The C collation makes a
-- prefix a range of the primary key, whatever the language and whatever the database's own locale.
CREATE TABLE users.search_terms (
  term text COLLATE "C" NOT NULL,
  user_id uuid NOT NULL REFERENCES users.accounts ON DELETE CASCADE,
  PRIMARY KEY (term, user_id)
);
CREATE INDEX search_terms_user ON users.search_terms (user_id);

CREATE TABLE users.contacts (
  owner_id uuid NOT NULL REFERENCES users.accounts ON DELETE CASCADE,
  contact_id uuid NOT NULL REFERENCES users.accounts ON DELETE CASCADE,
  -- The owner's own name for the contact.
  name text,
  -- The number that the owner wrote down, where the contact was added by it.
  phone text COLLATE "C",
  added_at bigint NOT NULL,
  PRIMARY KEY (owner_id, contact_id),
  CHECK (owner_id <> contact_id)
);
CREATE INDEX contacts_contact ON users.contacts (contact_id);

CREATE TABLE users.blocks (
  blocker_id uuid NOT NULL REFERENCES users.accounts ON DELETE CASCADE,
  blocked_id uuid NOT NULL REFERENCES users.accounts ON DELETE CASCADE,
  created_at bigint NOT NULL,
  PRIMARY KEY (blocker_id, blocked_id),
  CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_blocked ON users.blocks (blocked_id);

CREATE TABLE users.devices (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users.accounts ON DELETE CASCADE,
  -- The session that registered it; the device goes when the session ends.
  session_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('webpush', 'fcm', 'apns', 'unifiedpush')),
  -- Token of fcm and apns; endpoint of webpush and unifiedpush. One installation has one, whoever is signed in there.
  address text COLLATE "C" NOT NULL,
  -- PushSubscription as JSON, for webpush and unifiedpush.
  subscription text,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (kind, address)
);
CREATE INDEX devices_user ON users.devices (user_id);
CREATE INDEX devices_session ON users.devices (session_id);
