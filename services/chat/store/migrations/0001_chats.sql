-- Chats, who is in them, and what each member set for themselves. Times are epoch ms. Reads and writes are by chat: its id
-- leads every key but that of direct_pairs, which exists to find the chat.

CREATE TABLE chat.chats (
  id            uuid    PRIMARY KEY,
  type          text    NOT NULL CHECK (type IN ('direct', 'group', 'self')),
  title         text,
  topic         text,
  avatar_url    text,
  allow_send    text    NOT NULL CHECK (allow_send IN ('everyone', 'admins')),
  allow_edit    text    NOT NULL CHECK (allow_edit IN ('everyone', 'admins')),
  allow_invite  text    NOT NULL CHECK (allow_invite IN ('everyone', 'admins')),
  version       bigint  NOT NULL CHECK (version > 0),
  -- Of members who are in it now; kept with them under the lock of the chat.
  member_count  integer NOT NULL CHECK (member_count >= 0),
  created_at    bigint  NOT NULL
);

CREATE TABLE chat.members (
  chat_id       uuid    NOT NULL REFERENCES chat.chats (id),
  user_id       uuid    NOT NULL,
  role          text    NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  joined_at     bigint  NOT NULL,
  -- Set for those who left or were removed: the row stays to tell them from strangers, and keeps their settings.
  left_at       bigint,
  -- Direct chats: this member has blocked the other.
  blocks        boolean NOT NULL DEFAULT false,
  muted_until   bigint,
  pinned        boolean NOT NULL DEFAULT false,
  archived      boolean NOT NULL DEFAULT false,
  marked_unread boolean NOT NULL DEFAULT false,
  draft         text,
  PRIMARY KEY (chat_id, user_id)
);

CREATE UNIQUE INDEX members_one_owner ON chat.members (chat_id) WHERE role = 'owner' AND left_at IS NULL;
CREATE INDEX members_of_user ON chat.members (user_id, chat_id) WHERE left_at IS NULL;

-- The one direct chat of two people, and of a person with themselves (both ids the same). No foreign key: the row is claimed
-- before the chat is written, which is what makes one chat of two simultaneous attempts.
CREATE TABLE chat.direct_pairs (
  low_id  uuid NOT NULL,
  high_id uuid NOT NULL,
  chat_id uuid NOT NULL,
  PRIMARY KEY (low_id, high_id),
  CHECK (low_id <= high_id)
);
