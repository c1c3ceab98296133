import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  addMember,
  by,
  byService,
  changeChat,
  createMessageBed,
  type MessageBed,
  makeChat,
  removeMember,
  sendText,
} from './testing/message-bed.ts';

// Two instances of the service over one database, and no word between them: the live path is down all the time, and neither has
// noticed it. What one has answered must hold at the other all the same.

let database: TestDatabase;
let a: MessageBed;
let b: MessageBed;
const [ada, ben, eve] = [systemIds.uuid(), systemIds.uuid(), systemIds.uuid()];

beforeAll(async () => {
  database = await testDatabase();
  a = await createMessageBed(database);
  b = await createMessageBed(database, a.chats);
});
afterAll(() => database.close());

const code = (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error instanceof Error ? error.message : error),
  );
const seqsOf = async (chatId: string, senderId: string): Promise<number[]> =>
  (
    await a.db.query<{ seq: number }>(
      'SELECT seq::float8 AS seq FROM message.messages WHERE chat_id = $1::uuid AND sender_id = $2::uuid ORDER BY seq',
      [chatId, senderId],
    )
  ).map((row) => row.seq);

describe('what one instance has answered holds at the other', () => {
  test('who was removed can’t write, edit or react, whatever the other remembers (C1)', async () => {
    const chat = await makeChat(a, [ada, ben, eve]);
    const { id } = await sendText(b, chat.chatId, eve, 'still in');
    await removeMember(a, chat, eve);
    expect(await code(sendText(b, chat.chatId, eve, 'too late'))).toBe('chat.not_a_member');
    expect(await code(b.client.edit({ messageId: id, content: '{"type":"text","text":"x"}', mentions: [] }, by(eve)))).not.toBe(
      'sent',
    );
    expect(await code(b.client.react({ messageId: id, emoji: '👍', remove: false }, by(eve)))).not.toBe('sent');
    expect(await code(sendText(b, chat.chatId, ben, 'goes on'))).toBe('sent');
  });

  test('of sends that race a removal none is numbered after it', async () => {
    for (let round = 0; round < 20; round++) {
      const chat = await makeChat(a, [ada, ben, eve]);
      await sendText(b, chat.chatId, eve, 'b remembers the chat');
      const racing = Array.from({ length: 10 }, (_, n) => code(sendText(b, chat.chatId, n % 2 === 0 ? eve : ben, `${n}`)));
      await removeMember(a, chat, eve);
      const late = Array.from({ length: 5 }, () => code(sendText(b, chat.chatId, eve, 'late')));
      expect(new Set(await Promise.all(late))).toEqual(new Set(['chat.not_a_member']));
      const outcomes = await Promise.all(racing);
      expect(outcomes.filter((_, n) => n % 2 === 1)).toEqual(Array.from({ length: 5 }, () => 'sent'));
      const [member] = await a.db.query<{ leftSeq: number }>(
        'SELECT left_seq::float8 AS "leftSeq" FROM message.members WHERE chat_id = $1::uuid AND user_id = $2::uuid',
        [chat.chatId, eve],
      );
      expect(Math.max(...(await seqsOf(chat.chatId, eve)))).toBeLessThan(member?.leftSeq ?? 0);
    }
  });

  test('who was added may write at once', async () => {
    const chat = await makeChat(a, [ada, ben, systemIds.uuid()]);
    await sendText(b, chat.chatId, ada, 'b remembers the chat');
    await addMember(a, chat, eve);
    expect(await code(sendText(b, chat.chatId, eve, 'hello'))).toBe('sent');
  });

  test('a block, its end and the right to send count at once', async () => {
    const direct = await makeChat(a, [ada, ben]);
    await sendText(b, direct.chatId, ben, 'hi');
    const blocked = await changeChat(a, direct, { blockedBy: [ada] });
    expect(await code(sendText(b, direct.chatId, ben, 'no'))).toBe('chat.blocked');
    await changeChat(a, blocked, { blockedBy: [] });
    expect(await code(sendText(b, direct.chatId, ben, 'yes'))).toBe('sent');
    const group = await makeChat(a, [ada, ben, eve]);
    await sendText(b, group.chatId, ben, 'hi');
    await changeChat(a, group, { permissions: { send: 'admins', edit: 'admins', invite: 'admins' } });
    expect(await code(sendText(b, group.chatId, ben, 'no'))).toBe('chat.forbidden');
  });

  test('a send that is repeated elsewhere, at once or later, is one message (C7)', async () => {
    const chat = await makeChat(a, [ada, ben]);
    const draft = () => ({ senderId: ada, chatId: chat.chatId, content: '{"type":"text","text":"once"}', mentions: [] });
    for (let round = 0; round < 20; round++) {
      const one = { ...draft(), clientMsgId: systemIds.uuid() };
      const send = async (bed: MessageBed) => (await bed.client.send({ drafts: [one] }, byService)).results[0];
      const [first, second] = await Promise.all([send(a), send(b)]);
      const later = await send(round % 2 === 0 ? a : b);
      expect(new Set([first?.messageId, second?.messageId, later?.messageId]).size).toBe(1);
      expect(first?.duplicate).toBe(second?.duplicate === false);
      expect(later?.duplicate).toBe(true);
    }
    expect(await seqsOf(chat.chatId, ada)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  test('both number one chat densely, and each shows what the other has acknowledged (C8)', async () => {
    const chat = await makeChat(a, [ada, ben]);
    await Promise.all(Array.from({ length: 60 }, (_, n) => sendText(n % 2 === 0 ? a : b, chat.chatId, ada, `${n}`)));
    const { seq } = await sendText(a, chat.chatId, ben, 'last');
    const { messages } = await b.client.history({ chatId: chat.chatId, limit: 100 }, by(ada));
    expect(messages.map((message) => message.seq)).toEqual(Array.from({ length: 61 }, (_, n) => n + 1));
    expect(messages.at(-1)?.seq).toBe(seq);
  });

  test('receipts only move forward, whoever is told last (B3)', async () => {
    const chat = await makeChat(a, [ada, ben]);
    for (let n = 0; n < 9; n++) await sendText(a, chat.chatId, ada, `${n}`);
    const read = (bed: MessageBed, upToSeq: number) =>
      bed.client.markRead({ marks: [{ userId: ben, chatId: chat.chatId, upToSeq }] }, byService);
    await Promise.all([read(a, 7), read(b, 3)]);
    await read(b, 5);
    const { watermarks } = await b.client.getWatermarks({ chatIds: [chat.chatId], userIds: [ben] }, by(ada));
    expect(watermarks.map(({ userId, readSeq }) => [userId, readSeq])).toEqual([[ben, 7]]);
  });
});
