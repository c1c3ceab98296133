import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { seedChat } from '../testing/seed-chat.ts';
import { append, firstResults, type NewMessage } from './append.ts';

let server: TestDatabase;
let db: Database;

beforeAll(async () => {
  server = await testDatabase();
  db = await server.open('message', `${import.meta.dir}/migrations`, { outbox: true });
});
afterAll(() => server.close());

const uuid = () => systemIds.uuid();

async function chatOfTwo() {
  const chat = { chatId: uuid(), memberIds: [uuid(), uuid()] as const };
  await seedChat(db, chat);
  return chat;
}

function message(chatId: string, senderId: string, overrides: Partial<NewMessage> = {}): NewMessage {
  return {
    id: uuid(),
    chatId,
    senderId,
    clientMsgId: uuid(),
    content: '{"type":"text","text":"hi"}',
    mentions: [],
    ...overrides,
  };
}

async function stored(chatId: string) {
  return await db.query<{ seq: number; id: string; content: string }>(
    `SELECT seq::float8 AS seq, id, content FROM message.messages WHERE chat_id = $1::uuid ORDER BY seq`,
    [chatId],
  );
}

describe('append', () => {
  test('numbers the messages of each chat from 1, without gaps, in the order given (C8)', async () => {
    const [a, b] = [await chatOfTwo(), await chatOfTwo()];
    const batch = [a, b, a, a, b].map((chat) => message(chat.chatId, chat.memberIds[0]));
    expect(await append(db, batch, 1, uuid())).toEqual({ kind: 'written', seqs: [1, 1, 2, 3, 2] });
    const next = message(b.chatId, b.memberIds[1]);
    expect(await append(db, [next], 2, uuid())).toEqual({ kind: 'written', seqs: [3] });
    expect((await stored(b.chatId)).map((row) => [row.seq, row.id])).toEqual([
      [1, batch[1]?.id],
      [2, batch[4]?.id],
      [3, next.id],
    ] as never);
  });

  test('stores what is hard to quote exactly', async () => {
    const { chatId, memberIds } = await chatOfTwo();
    const texts = [
      '"quoted" \\ back\\\\slashed',
      '{braces, and} NULL',
      'NULL',
      'line\nbreak\ttab',
      '👩‍👩‍👧 שלום 你好',
      "it's $1",
    ];
    const batch = texts.map((text) => message(chatId, memberIds[0], { content: JSON.stringify({ type: 'text', text }) }));
    await append(db, batch, 1, uuid());
    expect((await stored(chatId)).map((row) => (JSON.parse(row.content) as { text: string }).text)).toEqual(texts);
  });

  test('keeps what else a message carries', async () => {
    const { chatId, memberIds } = await chatOfTwo();
    const reply = JSON.stringify({ id: uuid(), seq: 1, senderId: memberIds[1], preview: 'a "word", {more}' });
    const whole = message(chatId, memberIds[0], {
      reply,
      forwardedFrom: uuid(),
      mentions: [memberIds[1], memberIds[0]],
      expiresAt: 99,
    });
    await append(db, [message(chatId, memberIds[0]), whole], 1, uuid());
    const [row] = await db.query(
      `SELECT reply, forwarded_from AS "forwardedFrom", array_to_json(mentions) AS mentions, expires_at::float8 AS "expiresAt"
         FROM message.messages WHERE id = $1::uuid`,
      [whole.id],
    );
    expect(row).toEqual({ reply, forwardedFrom: whole.forwardedFrom, mentions: [...whole.mentions], expiresAt: 99 });
  });

  test('writes nothing when a message of the batch is known, and says which (C7)', async () => {
    const [a, b] = [await chatOfTwo(), await chatOfTwo()];
    const first = message(a.chatId, a.memberIds[0]);
    await append(db, [first], 1, uuid());
    const batch = [message(b.chatId, b.memberIds[0]), { ...first, id: uuid() }, message(a.chatId, a.memberIds[1])];
    expect(await append(db, batch, 2, uuid())).toEqual({ kind: 'refused', known: [1], headless: [], stale: [] });
    expect(await stored(b.chatId)).toHaveLength(0);
    expect(await append(db, [message(a.chatId, a.memberIds[1])], 3, uuid())).toEqual({ kind: 'written', seqs: [2] });
  });

  test('takes the same client message id of another sender or chat for another message', async () => {
    const [a, b] = [await chatOfTwo(), await chatOfTwo()];
    const clientMsgId = uuid();
    await append(db, [message(a.chatId, a.memberIds[0], { clientMsgId })], 1, uuid());
    const others = [message(a.chatId, a.memberIds[1], { clientMsgId }), message(b.chatId, b.memberIds[0], { clientMsgId })];
    expect(await append(db, others, 1, uuid())).toEqual({ kind: 'written', seqs: [2, 1] });
  });

  test('writes nothing for a chat without a head, and says which', async () => {
    const { chatId, memberIds } = await chatOfTwo();
    const batch = [message(chatId, memberIds[0]), message(uuid(), memberIds[0])];
    expect(await append(db, batch, 1, uuid())).toEqual({ kind: 'refused', known: [], headless: [1], stale: [] });
    expect(await append(db, [message(chatId, memberIds[0])], 1, uuid())).toEqual({ kind: 'written', seqs: [1] });
  });

  test('writes nothing where a chat has another version than its sends were authorised by, and says which (C1)', async () => {
    const [a, b] = [await chatOfTwo(), await chatOfTwo()];
    await db.query('UPDATE message.heads SET chat_version = 7 WHERE chat_id = $1::uuid', [b.chatId]);
    const batch = [message(a.chatId, a.memberIds[0]), message(b.chatId, b.memberIds[0]), message(b.chatId, b.memberIds[1])];
    const versions = (ofB: number) => new Map([[b.chatId, ofB]]);
    expect(await append(db, batch, 1, uuid(), versions(6))).toEqual({ kind: 'refused', known: [], headless: [], stale: [1, 2] });
    expect(await stored(a.chatId)).toHaveLength(0);
    expect(await append(db, batch, 1, uuid(), versions(7))).toEqual({ kind: 'written', seqs: [1, 1, 2] });
  });

  test('announces a batch in the same transaction, with ids and numbers but no contents', async () => {
    const { chatId, memberIds } = await chatOfTwo();
    const eventId = uuid();
    await append(db, [message(chatId, memberIds[0]), message(chatId, memberIds[1])], 5, eventId);
    const events = await db.query(`SELECT subject, at::float8 AS at, payload FROM message.outbox WHERE id = $1::uuid`, [eventId]);
    expect(events).toEqual([{ subject: 'msg.new', at: 5, payload: { chatIds: [chatId], after: [0], counts: [2] } }]);
  });

  test('is exact when many writers append to the same chats at once', async () => {
    const chats = await Promise.all(Array.from({ length: 5 }, chatOfTwo));
    const shared = uuid();
    const batches = Array.from({ length: 20 }, (_, n) =>
      chats.map((chat) => message(chat.chatId, chat.memberIds[0], n % 4 === 0 ? { clientMsgId: shared } : {})),
    );
    const outcomes = await Promise.all(batches.map((batch) => append(db, batch, 1, uuid())));
    // Every fourth batch carries the same client message ids: one of them is written, the others are known.
    expect(outcomes.filter((outcome) => outcome.kind === 'written')).toHaveLength(16);
    for (const chat of chats)
      expect((await stored(chat.chatId)).map((row) => row.seq)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
  });
});

describe('firstResults', () => {
  test('answers a repeat with the first result', async () => {
    const { chatId, memberIds } = await chatOfTwo();
    const first = message(chatId, memberIds[0]);
    await append(db, [first], 7, uuid());
    const results = await firstResults(db, [{ ...first, id: uuid() }, message(chatId, memberIds[0])]);
    expect(results).toEqual([{ kind: 'sent', id: first.id, seq: 1, createdAt: 7, duplicate: true }, undefined]);
  });

  test('calls another content under the same id a conflict', async () => {
    const { chatId, memberIds } = await chatOfTwo();
    const first = message(chatId, memberIds[0]);
    await append(db, [first], 7, uuid());
    const other = { ...first, content: '{"type":"text","text":"something else"}' };
    expect(await firstResults(db, [other])).toEqual([{ kind: 'refused', code: 'message.client_id_conflict' }]);
  });
});
