-- The append that also says which chats have changed since their sends were authorised. Several processes write, each with its own memory of
-- who may write where, and word of a change may be late or lost. Membership changes hold the chat's head (chat_version moves with
-- them), so comparing under that lock is exact, and costs one more array.
--
-- `versions` holds for each chat the version that its sends were authorised by; NULL asks for no comparison. `stale` answers the ordinals
-- (from 1) of the chats that have another version; as with `known`, nothing was written then.
--
-- The function that compares nothing stays for nodes of the build before, until none is left.
CREATE FUNCTION message.append(
  chats uuid[], counts bigint[], versions bigint[],
  chat_ordinals int[], places bigint[], message_ids uuid[], senders uuid[], client_ids uuid[], contents text[],
  replies text[], forwarded uuid[], mentioned text[], expires bigint[],
  at bigint, event_id uuid,
  OUT bases text, OUT known text, OUT stale text
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
      FROM unnest(chats, counts, versions) WITH ORDINALITY AS c (chat_id, count, version, n)
     WHERE h.chat_id = c.chat_id
    RETURNING c.n, h.last_seq - c.count AS before, h.chat_version <> c.version AS changed
  )
  SELECT array_agg(m.before ORDER BY m.n), string_agg(m.before::text, ',' ORDER BY m.n), string_agg(m.n::text, ',') FILTER (WHERE m.changed)
    INTO base, bases, stale FROM moved AS m;

  -- A statement of its own: it must see what was committed before the lock was granted.
  SELECT string_agg(r.n::text, ',') INTO known
    FROM unnest(chat_ordinals, senders, client_ids) WITH ORDINALITY AS r (c, sender_id, client_msg_id, n)
   WHERE EXISTS (SELECT 1 FROM message.messages AS m
                  WHERE m.client_msg_id = r.client_msg_id AND m.chat_id = chats[r.c] AND m.sender_id = r.sender_id);

  IF known IS NOT NULL OR stale IS NOT NULL OR coalesce(cardinality(base), 0) < cardinality(chats) THEN
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
