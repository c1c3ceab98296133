import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { decodeSyncCursor, encodeSyncCursor } from '../domain/sync-cursor.ts';
import { append } from '../store/append.ts';
import {
  by,
  byService,
  changeChat,
  createMessageBed,
  type MessageBed,
  makeChat,
  removeMember,
  sendText,
} from '../testing/message-bed.ts';
import { syncDevice } from '../testing/sync-device.ts';

let server: TestDatabase;
let bed: MessageBed;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());

const uuid = () => systemIds.uuid();
const seqsOf = (device: ReturnType<typeof syncDevice>, chatId: string) => [...(device.chats.get(chatId)?.messages.keys() ?? [])];

async function chatWith(count: number) {
  const [ann, bob] = [uuid(), uuid()];
  const { chatId } = await makeChat(bed, [ann, bob]);
  for (let n = 0; n < count; n++) await sendText(bed, chatId, bob, `text ${n}`);
  return { ann, bob, chatId };
}

describe('Sync', () => {
  test('begins with the chats by latest activity and the last messages of each, in pages', async () => {
    const ann = uuid();
    const chats: string[] = [];
    for (let n = 0; n < 5; n++) chats.push((await makeChat(bed, [ann, uuid()])).chatId);
    for (let n = 0; n < 25; n++) await sendText(bed, chats[2] ?? '', ann, `${n}`);
    await bed.receipts.settled();
    const first = await bed.client.sync({ limit: 40 }, by(ann));
    expect(first.chats.map((chat) => chat.chatId)).toEqual([chats[2] ?? '', chats[4] ?? '']);
    expect(first.messages.map((message) => message.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 6));
    expect(first.hasMore).toBe(true);
    const second = await bed.client.sync({ limit: 500, cursor: first.cursor }, by(ann));
    expect(second.chats.map((chat) => chat.chatId)).toEqual([chats[3] ?? '', chats[1] ?? '', chats[0] ?? '']);
    expect(second.hasMore).toBe(false);
    const nothing = await bed.client.sync({ limit: 500, cursor: second.cursor }, by(ann));
    expect(nothing).toMatchObject({ chats: [], messages: [], changes: [], removedChatIds: [], hasMore: false });
  });

  test('does not miss a message whose transaction was open when the device synced', async () => {
    const { ann, bob, chatId } = await chatWith(1);
    const other = (await makeChat(bed, [ann, bob])).chatId;
    const device = syncDevice(bed, ann);
    await device.all(50);
    const written = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const message = {
      id: uuid(),
      chatId,
      senderId: bob,
      clientMsgId: uuid(),
      content: '{"type":"text","text":"late"}',
      mentions: [],
    };
    const slow = bed.db.transaction(async (tx) => {
      await append(tx, [message], 1, uuid());
      written.resolve();
      await commit.promise;
    });
    await written.promise;
    await sendText(bed, other, bob, 'overtakes');
    await device.all(50);
    expect([seqsOf(device, chatId), seqsOf(device, other)]).toEqual([[1], [1]]);
    commit.resolve();
    await slow;
    await device.all(50);
    expect(seqsOf(device, chatId)).toEqual([1, 2]);
    await device.all(50);
  });

  test('goes on in the middle of a chat, whatever is written meanwhile', async () => {
    const { ann, bob, chatId } = await chatWith(3);
    const device = syncDevice(bed, ann);
    await device.all(50);
    for (let n = 0; n < 10; n++) await sendText(bed, chatId, bob, 'x');
    expect(await device.page(4)).toBe(true);
    await sendText(bed, chatId, bob, 'during the run');
    expect(await device.page(4)).toBe(true);
    expect(await device.page(4)).toBe(false);
    expect(seqsOf(device, chatId)).toHaveLength(13);
    await device.all(4);
    expect(seqsOf(device, chatId)).toHaveLength(14);
  });

  test('tells what others have read and received, in small chats', async () => {
    const { ann, bob, chatId } = await chatWith(0);
    await sendText(bed, chatId, ann, 'hello');
    const device = syncDevice(bed, ann);
    await bed.receipts.settled();
    await device.all(50);
    await bed.client.markRead({ marks: [{ userId: bob, chatId, upToSeq: 1 }] }, byService);
    const { cursor } = await bed.client.sync({ limit: 1 }, by(ann));
    expect((await bed.client.sync({ limit: 1, cursor }, by(ann))).chats).toEqual([]);
    await device.all(50);
    expect(device.chats.get(chatId)?.state.lastMessage?.status).toBe('read');
  });

  test('tells of settings that only this person sees', async () => {
    const { ann, bob, chatId } = await chatWith(0);
    const cursors = await Promise.all([ann, bob].map(async (userId) => (await bed.client.sync({ limit: 9 }, by(userId))).cursor));
    await bed.client.touchMember({ chatId, userId: ann }, byService);
    expect((await bed.client.sync({ limit: 9, cursor: cursors[0] ?? '' }, by(ann))).chats).toMatchObject([{ chatId }]);
  });

  test('tells of a chat that somebody was taken out of, and nothing written there since', async () => {
    const [ann, bob] = [uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob, uuid()]);
    const device = syncDevice(bed, bob);
    await device.all(9);
    await removeMember(bed, state, bob);
    await sendText(bed, state.chatId, ann, 'without bob');
    const { cursor } = await bed.client.sync({ limit: 9 }, by(ann));
    expect(cursor).not.toBe('');
    await device.all(9);
    expect([...device.chats.keys()]).toEqual([]);
  });

  test('refuses what is not a cursor', async () => {
    const { ann } = await chatWith(1);
    const wire = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { epoch } = decodeSyncCursor((await bed.client.sync({ limit: 1 }, by(ann))).cursor);
    const wrong = [
      ...[
        '',
        'x',
        wire({}),
        wire([]),
        wire([epoch, null, null, null]),
        wire([epoch, 'x', null, null]),
        wire([epoch, '9:5:', null, null]),
      ],
      ...[wire([epoch, '5:9:3', null, null]), wire([epoch, '5:9:7,6', null, null]), wire([epoch, '0:9:', null, null])],
      ...[
        wire([epoch, '5:9:', null, [uuid(), 1, 1]]),
        wire([epoch, '5:9:', '5:9:', ["';--", 1, 1]]),
        wire([epoch, '5:9:', '5:9:', [uuid(), -1, 1]]),
      ],
      ...[wire([epoch, '5:99999999999999999999:', null, null]), wire([epoch, null, '5:9:', [uuid(), '99999999999999999999']])],
    ];
    for (const cursor of wrong) {
      await expect(bed.client.sync({ limit: 1, cursor }, by(ann))).rejects.toMatchObject({ code: 'sync.cursor_invalid' });
    }
    await expect(bed.client.sync({ limit: -1 }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('refuses a cursor of another database, or of a future that was rolled back', async () => {
    const { ann } = await chatWith(1);
    const { cursor } = await bed.client.sync({ limit: 9 }, by(ann));
    const known = decodeSyncCursor(cursor);
    for (const strange of [
      { ...known, epoch: '7-1' },
      { ...known, from: '999999999:999999999:' },
    ]) {
      const answer = bed.client.sync({ limit: 9, cursor: encodeSyncCursor(strange) }, by(ann));
      await expect(answer).rejects.toMatchObject({ code: 'sync.cursor_invalid' });
    }
  });

  test('of somebody who is in no chat is empty', async () => {
    expect(await bed.client.sync({ limit: 9 }, by(uuid()))).toMatchObject({
      chats: [],
      messages: [],
      changes: [],
      removedChatIds: [],
      hasMore: false,
    });
  });

  test('of many chats is told in pages of bounded length', async () => {
    const ann = uuid();
    const { cursor: start } = await bed.client.sync({ limit: 500 }, by(ann));
    for (let n = 0; n < 130; n++) await makeChat(bed, [ann, uuid()]);
    const one = await bed.client.sync({ limit: 500, cursor: start }, by(ann));
    const two = await bed.client.sync({ limit: 500, cursor: one.cursor }, by(ann));
    expect([one.chats.length, one.hasMore, two.chats.length, two.hasMore]).toEqual([100, true, 30, false]);
    expect(new Set([...one.chats, ...two.chats].map((chat) => chat.chatId)).size).toBe(130);
  });
});

describe('ListChatStates and GetChatStates', () => {
  test('list the chats by latest activity, in pages', async () => {
    const ann = uuid();
    const chats: string[] = [];
    for (let n = 0; n < 5; n++) chats.push((await makeChat(bed, [ann, uuid()])).chatId);
    await sendText(bed, chats[0] ?? '', ann, 'newest');
    const one = await bed.client.listChatStates({ limit: 3 }, by(ann));
    const two = await bed.client.listChatStates({ limit: 3, cursor: one.nextCursor ?? '' }, by(ann));
    expect([...one.states, ...two.states].map((state) => chats.indexOf(state.chatId))).toEqual([0, 4, 3, 2, 1]);
    expect(two.nextCursor).toBeUndefined();
    for (const cursor of ['x', Buffer.from(`9:${uuid()}x`).toString('base64url')]) {
      await expect(bed.client.listChatStates({ limit: 3, cursor }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
    }
  });

  test('count what is unread, from when somebody joined and after what they wrote', async () => {
    const { ann, bob, chatId } = await chatWith(4);
    const unread = async (userId: string) => (await bed.client.getUnreadCounts({ chatIds: [chatId] }, by(userId))).counts;
    expect(await unread(ann)).toEqual([{ chatId, unread: 4 }]);
    expect(await unread(bob)).toEqual([{ chatId, unread: 0 }]);
    await bed.client.markRead({ marks: [{ userId: ann, chatId, upToSeq: 3 }] }, byService);
    expect(await unread(ann)).toEqual([{ chatId, unread: 1 }]);
    await sendText(bed, chatId, ann, 'reads all');
    expect(await unread(ann)).toEqual([{ chatId, unread: 0 }]);
    expect(await unread(uuid())).toEqual([]);
    const { messages } = await bed.client.getLastMessages({ chatIds: [chatId, uuid()] }, by(bob));
    expect(messages).toMatchObject([{ chatId, seq: 5 }]);
    expect((await bed.client.getLastMessages({ chatIds: [chatId] }, by(uuid()))).messages).toEqual([]);
    expect((await bed.client.getChatStates({ chatIds: [chatId] }, by(uuid()))).states).toEqual([]);
  });

  test('follow what the chat service says', async () => {
    const [ann, bob] = [uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob]);
    await changeChat(bed, state, { blockedBy: [bob] });
    await expect(sendText(bed, state.chatId, ann, 'x')).rejects.toThrow('chat.blocked');
  });
});
