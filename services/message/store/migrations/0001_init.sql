-- Messages and what orders them. Every table has chat_id as its leading key, so that it shards as it is.
-- Rows carry the transaction that last wrote them (tx): together with a snapshot it answers "what changed since" exactly.

CREATE TABLE message.heads (
  chat_id          uuid    PRIMARY KEY,
  -- Of the last message; messages are numbered from 1, densely. The row is the lock that orders a chat.
  last_seq         bigint  NOT NULL DEFAULT 0,
  -- Grows with each change of an existing message.
  version          bigint  NOT NULL DEFAULT 0,
  last_activity_at bigint  NOT NULL,
  tx               xid8    NOT NULL DEFAULT pg_current_xact_id(),
  -- What the chat service last said of the chat.
  chat_type        text    NOT NULL,
  chat_version     bigint  NOT NULL DEFAULT 0,
  permission_send  text    NOT NULL DEFAULT 'everyone',
  permission_edit  text    NOT NULL DEFAULT 'everyone',
  -- Direct chats: who has blocked the other.
  blocked_by       uuid[]  NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50);

CREATE TABLE message.members (
  chat_id       uuid   NOT NULL,
  user_id       uuid   NOT NULL,
  role          text   NOT NULL,
  -- They see what is numbered higher than joined_seq and, once they left, up to left_seq.
  joined_seq    bigint NOT NULL,
  left_seq      bigint,
  delivered_seq bigint NOT NULL DEFAULT 0,
  read_seq      bigint NOT NULL DEFAULT 0,
  tx            xid8   NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (chat_id, user_id)
) WITH (fillfactor = 70);

CREATE INDEX members_by_user ON message.members (user_id, chat_id);

CREATE TABLE message.messages (
  chat_id        uuid   NOT NULL,
  seq            bigint NOT NULL,
  id             uuid   NOT NULL,
  sender_id      uuid   NOT NULL,
  client_msg_id  uuid   NOT NULL,
  created_at     bigint NOT NULL,
  tx             xid8   NOT NULL DEFAULT pg_current_xact_id(),
  edited_at      bigint,
  deleted_at     bigint,
  expires_at     bigint,
  forwarded_from uuid,
  mentions       uuid[],
  -- The quoted message as it was when quoted: {"id","seq","senderId","preview"}.
  reply          text,
  -- Content of the public protocol, as JSON. Opaque to SQL.
  content        text   NOT NULL,
  PRIMARY KEY (chat_id, seq)
) PARTITION BY HASH (chat_id);

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE message.messages_%s PARTITION OF message.messages FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;

-- What makes a send idempotent (C7). Not unique, and on one column: append() looks under the lock of the chat's head, so the answer is
-- exact, and an index of 16-byte keys costs a third less than one of (chat_id, sender_id, client_msg_id) per message.
CREATE INDEX messages_by_client_id ON message.messages (client_msg_id);
-- Ids are ordered by time, so this index grows at its right end.
CREATE INDEX messages_by_id ON message.messages (id);

-- Which message each version of a chat changed; new messages need no row here.
CREATE TABLE message.changes (
  chat_id uuid   NOT NULL,
  version bigint NOT NULL,
  seq     bigint NOT NULL,
  type    text   NOT NULL,
  at      bigint NOT NULL,
  tx      xid8   NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (chat_id, version)
);

-- Appends a batch of messages of many chats in one statement. The caller numbers the rows of each chat from 0 (place); the function
-- moves the heads on, in the order of `chats` (ascending, so that concurrent batches can't deadlock), and thereby locks them.
-- Messages whose client message id is known are not written twice: they are reported, the heads go back, and the caller asks
-- again without them. That is rare, and keeps the usual way a single pass.
--
-- Answers one row: the last_seq of each chat before the batch, comma-separated in the order of `chats` (empty where a chat has no
-- head), and the ordinals (from 1) of the rows already known. When either says that something is amiss, nothing was written.
--
-- The durable event of the batch is written beside it, in one row.
--
-- Plans are pinned to index look-ups: with stale statistics the planner turned the duplicate check into a hash join over the
-- whole table, which halved the throughput after a minute.
CREATE FUNCTION message.append(
  chats uuid[], counts bigint[],
  chat_ordinals int[], places bigint[], message_ids uuid[], senders uuid[], client_ids uuid[], contents text[],
  replies text[], forwarded uuid[], mentioned text[], expires bigint[],
  at bigint, event_id uuid,
  OUT bases text, OUT known text
)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
  base bigint[];
BEGIN
  WITH moved AS (
    UPDATE message.heads AS h
       SET last_seq = h.last_seq + c.count, last_activity_at = at, tx = pg_current_xact_id()
      FROM unnest(chats, counts) WITH ORDINALITY AS c (chat_id, count, n)
     WHERE h.chat_id = c.chat_id
    RETURNING c.n, h.last_seq - c.count AS before
  )
  SELECT array_agg(m.before ORDER BY m.n), string_agg(m.before::text, ',' ORDER BY m.n) INTO base, bases FROM moved AS m;

  -- A statement of its own: it must see what was committed before the lock was granted.
  SELECT string_agg(r.n::text, ',') INTO known
    FROM unnest(chat_ordinals, senders, client_ids) WITH ORDINALITY AS r (c, sender_id, client_msg_id, n)
   WHERE EXISTS (SELECT 1 FROM message.messages AS m
                  WHERE m.client_msg_id = r.client_msg_id AND m.chat_id = chats[r.c] AND m.sender_id = r.sender_id);

  IF known IS NOT NULL OR coalesce(cardinality(base), 0) < cardinality(chats) THEN
    UPDATE message.heads AS h SET last_seq = h.last_seq - c.count
      FROM unnest(chats, counts) AS c (chat_id, count) WHERE h.chat_id = c.chat_id;
    SELECT string_agg(coalesce(h.last_seq::text, ''), ',' ORDER BY c.n) INTO bases
      FROM unnest(chats) WITH ORDINALITY AS c (chat_id, n) LEFT JOIN message.heads AS h ON h.chat_id = c.chat_id;
    RETURN;
  END IF;

  INSERT INTO message.messages (chat_id, seq, id, sender_id, client_msg_id, created_at, content, reply, forwarded_from, mentions, expires_at)
  SELECT chats[r.c], base[r.c] + 1 + r.place, r.id, r.sender_id, r.client_msg_id, at, r.content, r.reply, r.forwarded_from, r.mentions::uuid[], r.expires_at
    FROM unnest(chat_ordinals, places, message_ids, senders, client_ids, contents, replies, forwarded, mentioned, expires)
      AS r (c, place, id, sender_id, client_msg_id, content, reply, forwarded_from, mentions, expires_at);

  -- One event for the batch: in each chat, the messages numbered after+1 to after+count.
  INSERT INTO message.outbox (id, subject, key, at, payload)
  VALUES (event_id, 'msg.new', '', at, jsonb_build_object('chatIds', chats, 'after', base, 'counts', counts));
END $$;
