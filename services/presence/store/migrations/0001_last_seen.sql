-- When each person was last known to be there, epoch ms. Who is there now is in the cache: it is gone with the connections anyway.
CREATE TABLE presence.last_seen (
  user_id uuid   PRIMARY KEY,
  at      bigint NOT NULL
);
