-- What makes a group once, however often its making is repeated: the key that its maker's client gave it.
CREATE TABLE chat.group_keys (
  owner_id uuid NOT NULL,
  key      uuid NOT NULL,
  chat_id  uuid NOT NULL,
  PRIMARY KEY (owner_id, key)
);
