-- What happens to messages after they were written: edits, reactions, stars, pins, receipts, and the index that finds them.

-- Chats below a size tell each member what the others have received; see store/sync-scan.ts.
ALTER TABLE message.heads ADD COLUMN member_count int NOT NULL DEFAULT 0;

-- Set for a change that only this person sees (hidden, starred). It has a version like any other, so that one number tells what a device knows.
ALTER TABLE message.changes ADD COLUMN user_id uuid;

-- What a message was before its edits, and since when it was that.
CREATE TABLE message.edits (
  chat_id uuid   NOT NULL,
  seq     bigint NOT NULL,
  at      bigint NOT NULL,
  n       int    NOT NULL,
  content text   NOT NULL,
  PRIMARY KEY (chat_id, seq, n)
);

CREATE TABLE message.reactions (
  chat_id uuid   NOT NULL,
  seq     bigint NOT NULL,
  user_id uuid   NOT NULL,
  emoji   text   NOT NULL,
  at      bigint NOT NULL,
  PRIMARY KEY (chat_id, seq, user_id, emoji)
);

CREATE TABLE message.stars (
  chat_id uuid   NOT NULL,
  user_id uuid   NOT NULL,
  seq     bigint NOT NULL,
  at      bigint NOT NULL,
  PRIMARY KEY (chat_id, user_id, seq)
);

-- Deleted for this person only.
CREATE TABLE message.hidden (
  chat_id uuid   NOT NULL,
  user_id uuid   NOT NULL,
  seq     bigint NOT NULL,
  PRIMARY KEY (chat_id, user_id, seq)
);

CREATE TABLE message.pins (
  chat_id    uuid   NOT NULL,
  seq        bigint NOT NULL,
  message_id uuid   NOT NULL,
  pinned_by  uuid   NOT NULL,
  at         bigint NOT NULL,
  PRIMARY KEY (chat_id, seq)
);

-- Each move of a watermark and its time. When a message was delivered or read is the time of the first move that passed it; a move over
-- many messages is one row, so this grows with receipts, not with messages times members.
CREATE TABLE message.receipt_moves (
  chat_id uuid    NOT NULL,
  user_id uuid    NOT NULL,
  -- Of the read watermark; else of the delivered one.
  is_read boolean NOT NULL,
  seq     bigint  NOT NULL,
  at      bigint  NOT NULL,
  PRIMARY KEY (chat_id, user_id, is_read, seq)
);

-- The search index (C11). `grams` are numbers made from pieces of the text by domain/search-grams.ts, so it needs neither an extension nor
-- a dictionary and treats every language alike; the words themselves stay in message.messages, where a hit is verified.
CREATE TABLE message.search (
  chat_id    uuid   NOT NULL,
  seq        bigint NOT NULL,
  created_at bigint NOT NULL,
  sender_id  uuid   NOT NULL,
  kind       text   NOT NULL,
  grams      int[]  NOT NULL,
  PRIMARY KEY (chat_id, seq)
) PARTITION BY HASH (chat_id);

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE message.search_%s PARTITION OF message.search FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;

CREATE INDEX search_by_gram ON message.search USING gin (grams);

-- The first message of a chat, from `low` to `high`, that a snapshot has not seen; high + 1 where it has seen all. Messages of a chat are
-- committed in the order of their numbers (the head's lock), so what a snapshot has seen of them is a prefix, and its end can be
-- searched for: in steps that double from the newest down, then by halves. A device that missed n messages costs log n look-ups.
CREATE FUNCTION message.first_unseen_message(chat uuid, low bigint, high bigint, seen pg_snapshot) RETURNS bigint
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  below bigint := low - 1;
  above bigint := high + 1;
  step  bigint := 1;
  probe bigint;
  known boolean;
BEGIN
  WHILE above - below > 1 LOOP
    probe := CASE WHEN step > 0 THEN greatest(above - step, below + 1) ELSE (below + above) / 2 END;
    SELECT pg_visible_in_snapshot(m.tx, seen) INTO known FROM message.messages AS m WHERE m.chat_id = chat AND m.seq = probe;
    IF coalesce(known, true) THEN
      below := probe;
      step := 0;
    ELSE
      above := probe;
      step := step * 2;
    END IF;
  END LOOP;
  RETURN above;
END $$;

-- The same for the changes of a chat, which are committed in the order of their versions.
CREATE FUNCTION message.first_unseen_change(chat uuid, low bigint, high bigint, seen pg_snapshot) RETURNS bigint
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  below bigint := low - 1;
  above bigint := high + 1;
  step  bigint := 1;
  probe bigint;
  known boolean;
BEGIN
  WHILE above - below > 1 LOOP
    probe := CASE WHEN step > 0 THEN greatest(above - step, below + 1) ELSE (below + above) / 2 END;
    SELECT pg_visible_in_snapshot(c.tx, seen) INTO known FROM message.changes AS c WHERE c.chat_id = chat AND c.version = probe;
    IF coalesce(known, true) THEN
      below := probe;
      step := 0;
    ELSE
      above := probe;
      step := step * 2;
    END IF;
  END LOOP;
  RETURN above;
END $$;
