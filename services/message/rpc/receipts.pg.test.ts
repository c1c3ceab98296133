import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { PUBLISH_BY_CHAT_FROM, userSubject } from '@parley/bus/live';
import { systemIds } from '@parley/kernel/ids';
import { outboxLog } from '@parley/postgres/outbox';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  by,
  byService,
  createMessageBed,
  framesOf,
  type MessageBed,
  makeChat,
  removeMember,
  sendText,
} from '../testing/message-bed.ts';

let server: TestDatabase;
let bed: MessageBed;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());
beforeEach(() => bed.published.splice(0));

const uuid = () => systemIds.uuid();
const read = (userId: string, chatId: string, upToSeq: number) =>
  bed.client.markRead({ marks: [{ userId, chatId, upToSeq }] }, byService);
const delivered = (userId: string, chatId: string, upToSeq: number) =>
  bed.client.markDelivered({ marks: [{ userId, chatId, upToSeq }] }, byService);

async function marksOf(chatId: string, viewer: string) {
  const { watermarks } = await bed.client.getWatermarks({ chatIds: [chatId], userIds: [] }, by(viewer));
  return Object.fromEntries(watermarks.map((mark) => [mark.userId, [mark.deliveredSeq, mark.readSeq]]));
}

async function sentTo(others: number) {
  const [ann, ...rest] = Array.from({ length: others + 1 }, uuid);
  const sender = ann ?? '';
  const state = await makeChat(bed, [sender, ...rest]);
  const { id } = await sendText(bed, state.chatId, sender, 'one');
  await sendText(bed, state.chatId, sender, 'two');
  await bed.receipts.settled();
  bed.published.splice(0);
  return { state, chatId: state.chatId, ann: sender, bob: rest[0] ?? '', cid: rest[1] ?? '', id };
}

describe('MarkDelivered and MarkRead', () => {
  test('move forward only, never past the last message, and reading is receiving', async () => {
    const { chatId, ann, bob } = await sentTo(1);
    await delivered(bob, chatId, 1);
    expect((await marksOf(chatId, ann))[bob]).toEqual([1, 0]);
    await read(bob, chatId, 99);
    await delivered(bob, chatId, 1);
    await read(bob, chatId, 1);
    expect((await marksOf(chatId, bob))[bob]).toEqual([2, 2]);
  });

  test('are told to both, with an event, once for each move', async () => {
    const { chatId, ann, bob } = await sentTo(1);
    await delivered(bob, chatId, 2);
    await delivered(bob, chatId, 2);
    await read(bob, chatId, 2);
    for (const userId of [ann, bob]) {
      expect(framesOf(bed, userSubject(userId))).toMatchObject([
        { type: 'message.status.updated', chatId, userId: bob, deliveredSeq: 2 },
        { type: 'message.status.updated', chatId, userId: bob, readSeq: 2 },
      ]);
    }
    const log = outboxLog(bed.db, 'message');
    const events: unknown[] = [];
    for (let position: string | undefined; ; ) {
      const page = await log.read(position, 200);
      if (page.events.length === 0) break;
      events.push(
        ...page.events
          .filter((event) => event.subject === 'msg.status.updated' && event.key === chatId)
          .map((event) => event.payload),
      );
      position = page.position;
    }
    expect(events).toEqual([
      { chatId, userId: bob, deliveredSeq: 2 },
      { chatId, userId: bob, readSeq: 2 },
    ]);
  });

  test('of those who are not in the chat are ignored', async () => {
    const { state, chatId, ann, bob, cid } = await sentTo(2);
    await removeMember(bed, state, cid);
    bed.published.splice(0);
    await bed.client.markRead(
      {
        marks: [uuid(), cid]
          .map((userId) => ({ userId, chatId, upToSeq: 2 }))
          .concat({ userId: bob, chatId: uuid(), upToSeq: 2 }),
      },
      byService,
    );
    expect(bed.published).toEqual([]);
    expect(await marksOf(chatId, uuid())).toEqual({});
    expect((await marksOf(chatId, ann))[bob]).toEqual([0, 0]);
  });

  test('refuse what is not a mark, before any of them is taken', async () => {
    const { chatId, ann, bob } = await sentTo(1);
    const good = { userId: bob, chatId, upToSeq: 2 };
    for (const wrong of [
      { ...good, upToSeq: 1.5 },
      { ...good, upToSeq: -1 },
      { ...good, userId: 'x' },
    ]) {
      await expect(bed.client.markRead({ marks: [good, wrong] }, byService)).rejects.toMatchObject({ code: 'request.invalid' });
    }
    expect((await marksOf(chatId, ann))[bob]).toEqual([0, 0]);
  });

  test('of many people and chats at once end at the highest', async () => {
    const chats = await Promise.all(Array.from({ length: 4 }, () => sentTo(3)));
    await Promise.all(
      chats.flatMap(({ chatId, bob, cid }) =>
        [1, 2, 1].flatMap((seq) => [delivered(bob, chatId, seq), read(cid, chatId, seq), read(bob, chatId, 1)]),
      ),
    );
    for (const { chatId, ann, bob, cid } of chats)
      expect(await marksOf(chatId, ann)).toMatchObject({ [bob]: [2, 1], [cid]: [2, 2] });
  });

  test('of somebody who hides what they read stay private', async () => {
    const { chatId, ann, bob, id } = await sentTo(1);
    bed.hiding.add(bob);
    await read(bob, chatId, 2);
    expect(framesOf(bed, userSubject(bob))).toMatchObject([{ deliveredSeq: 2, readSeq: 2 }]);
    const [told] = framesOf(bed, userSubject(ann));
    expect(told).toMatchObject({ type: 'message.status.updated', deliveredSeq: 2 });
    expect(told).not.toHaveProperty('readSeq');
    expect((await marksOf(chatId, ann))[bob]).toEqual([2, 0]);
    expect((await marksOf(chatId, bob))[bob]).toEqual([2, 2]);
    expect((await bed.client.getMessage({ messageId: id }, by(ann))).status).toBe('delivered');
    const { receipts } = await bed.client.info({ messageId: id }, by(ann));
    expect(receipts[0]?.deliveredAt).toBeDefined();
    expect(receipts[0]?.readAt).toBeUndefined();
  });

  test('of a large group are told to the person’s own devices only', async () => {
    const { chatId, bob } = await sentTo(PUBLISH_BY_CHAT_FROM);
    await read(bob, chatId, 2);
    expect(bed.published.map((one) => one.subject)).toEqual([userSubject(bob)]);
  });
});

describe('the status of a message (C6)', () => {
  test('is what is true of all others', async () => {
    const { chatId, ann, bob, cid, id } = await sentTo(2);
    const status = async (userId = ann) => (await bed.client.getMessage({ messageId: id }, by(userId))).status;
    expect(await status()).toBe('sent');
    await delivered(bob, chatId, 1);
    expect(await status()).toBe('sent');
    await read(cid, chatId, 1);
    expect(await status()).toBe('delivered');
    await read(bob, chatId, 1);
    expect(await status()).toBe('read');
    expect(await status(bob)).toBeUndefined();
  });

  test('tells who has left the chat nothing more of it', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob, cid]);
    const { id } = await sendText(bed, state.chatId, bob, 'mine');
    expect((await bed.client.info({ messageId: id }, by(bob))).receipts).toHaveLength(2);
    await removeMember(bed, state, bob);
    expect((await bed.client.info({ messageId: id }, by(bob))).receipts).toEqual([]);
  });

  test('can be asked for with its times, by the sender alone', async () => {
    const { chatId, ann, bob, cid, id } = await sentTo(2);
    const before = bed.now;
    await delivered(bob, chatId, 1);
    const between = bed.now;
    await read(bob, chatId, 2);
    await delivered(bob, chatId, 2);
    const { receipts } = await bed.client.info({ messageId: id }, by(ann));
    const ofBob = receipts.find((receipt) => receipt.userId === bob);
    expect(ofBob?.deliveredAt).toBeGreaterThanOrEqual(before);
    expect(ofBob?.deliveredAt).toBeLessThan(between);
    expect(ofBob?.readAt).toBeGreaterThanOrEqual(between);
    expect(receipts.find((receipt) => receipt.userId === cid)).toEqual({ userId: cid });
    await expect(bed.client.info({ messageId: id }, by(bob))).rejects.toMatchObject({ code: 'message.forbidden' });
    await expect(bed.client.info({ messageId: id }, by(uuid()))).rejects.toMatchObject({ code: 'message.not_found' });
  });

  test('whoever answers has read what came before', async () => {
    const { chatId, ann, bob, id } = await sentTo(1);
    await sendText(bed, chatId, bob, 'answer');
    await bed.receipts.settled();
    expect((await bed.client.getMessage({ messageId: id }, by(ann))).status).toBe('read');
    expect(framesOf(bed).filter((frame) => frame.type === 'message.status.updated')).toEqual([]);
  });
});
