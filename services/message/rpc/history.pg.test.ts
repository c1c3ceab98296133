import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  addMember,
  by,
  byService,
  chatState,
  createMessageBed,
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

const uuid = () => systemIds.uuid();

async function chatWith(count: number) {
  const [ann, bob] = [uuid(), uuid()];
  const { chatId } = await makeChat(bed, [ann, bob]);
  const ids: string[] = [];
  for (let n = 1; n <= count; n++) ids.push((await sendText(bed, chatId, n % 2 === 0 ? ann : bob, `text ${n}`)).id);
  return { ann, bob, chatId, ids };
}

async function page(userId: string, chatId: string, place: { before?: number; after?: number; around?: number } = {}, limit = 3) {
  const { messages, hasMoreBefore, hasMoreAfter } = await bed.client.history({ chatId, limit, ...place }, by(userId));
  return [messages.map((message) => message.seq), hasMoreBefore, hasMoreAfter];
}

describe('History', () => {
  test('answers the newest messages, ascending', async () => {
    const { ann, chatId } = await chatWith(7);
    expect(await page(ann, chatId)).toEqual([[5, 6, 7], true, false]);
    expect(await page(ann, chatId, {}, 50)).toEqual([[1, 2, 3, 4, 5, 6, 7], false, false]);
  });

  test('pages before, after and around a number', async () => {
    const { ann, chatId } = await chatWith(7);
    expect(await page(ann, chatId, { before: 5 })).toEqual([[2, 3, 4], true, true]);
    expect(await page(ann, chatId, { before: 2 })).toEqual([[1], false, true]);
    expect(await page(ann, chatId, { before: 1 })).toEqual([[], false, true]);
    expect(await page(ann, chatId, { after: 0 })).toEqual([[1, 2, 3], false, true]);
    expect(await page(ann, chatId, { after: 5 })).toEqual([[6, 7], true, false]);
    expect(await page(ann, chatId, { after: 99 })).toEqual([[], true, false]);
    expect(await page(ann, chatId, { around: 4 })).toEqual([[3, 4, 5], true, true]);
    expect(await page(ann, chatId, { around: 1 })).toEqual([[1, 2], false, true]);
  });

  test('is 404 to strangers and for unknown chats', async () => {
    const { chatId } = await chatWith(1);
    await expect(bed.client.history({ chatId, limit: 1 }, by(uuid()))).rejects.toMatchObject({ code: 'chat.not_found' });
    await expect(bed.client.history({ chatId: uuid(), limit: 1 }, by(uuid()))).rejects.toMatchObject({ code: 'chat.not_found' });
  });

  test('refuses what is not a question, and callers that are not people', async () => {
    const { ann, chatId } = await chatWith(1);
    await expect(bed.client.history({ chatId, limit: 1, before: 2, after: 1 }, by(ann))).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await expect(bed.client.history({ chatId: 'x', limit: 1 }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(bed.client.history({ chatId, limit: -1 }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(bed.client.history({ chatId, limit: 1, before: Number.NaN }, by(ann))).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await expect(bed.client.history({ chatId, limit: 1 }, byService)).rejects.toMatchObject({ code: 'internal.forbidden' });
  });

  test('asks for a chat that it has not heard of', async () => {
    const [ann, bob] = [uuid(), uuid()];
    const state = chatState([ann, bob]);
    bed.chats.set(state.chatId, state);
    expect(await page(ann, state.chatId)).toEqual([[], false, false]);
  });

  test('begins for a new member with the message that brought them in, and ends for a former one with the message that took them out', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    let state = await makeChat(bed, [ann, bob, uuid()]);
    const { chatId } = state;
    await sendText(bed, chatId, ann, 'before'); // 1
    state = await addMember(bed, state, cid); // 2
    await sendText(bed, chatId, ann, 'for cid'); // 3
    state = await removeMember(bed, state, cid); // 4
    await sendText(bed, chatId, ann, 'after'); // 5
    expect(await page(cid, chatId, {}, 50)).toEqual([[2, 3, 4], false, false]);
    expect(await page(cid, chatId, { after: 3 }, 50)).toEqual([[4], true, false]);
    expect(await page(cid, chatId, { before: 99 }, 50)).toEqual([[2, 3, 4], false, false]);
    expect(await page(bob, chatId, {}, 50)).toEqual([[1, 2, 3, 4, 5], false, false]);
    state = await addMember(bed, state, cid); // 6
    expect(await page(cid, chatId, {}, 50)).toEqual([[6], false, false]);
  });
});

describe('GetMessage and Locate', () => {
  test('show a message to those who may see it', async () => {
    const { ann, bob, chatId, ids } = await chatWith(2);
    const [first = '', second = ''] = ids;
    expect(await bed.client.getMessage({ messageId: first }, by(ann))).toMatchObject({
      id: first,
      chatId,
      seq: 1,
      senderId: bob,
    });
    const stranger = by(uuid());
    await expect(bed.client.getMessage({ messageId: first }, stranger)).rejects.toMatchObject({ code: 'message.not_found' });
    await expect(bed.client.getMessage({ messageId: uuid() }, by(ann))).rejects.toMatchObject({ code: 'message.not_found' });
    const messageIds = [second, uuid(), first];
    expect((await bed.client.locate({ messageIds }, by(ann))).locations.toSorted((a, b) => a.seq - b.seq)).toEqual([
      { messageId: first, chatId, seq: 1 },
      { messageId: second, chatId, seq: 2 },
    ]);
    expect((await bed.client.locate({ messageIds }, stranger)).locations).toEqual([]);
  });

  test('carry the quote of what they answer', async () => {
    const { ann, bob, chatId, ids } = await chatWith(1);
    const { id } = await sendText(bed, chatId, ann, 'indeed', ids[0]);
    expect((await bed.client.getMessage({ messageId: id }, by(bob))).replyTo).toEqual({
      id: ids[0] ?? '',
      seq: 1,
      senderId: bob,
      preview: 'text 1',
    });
    await expect(sendText(bed, chatId, ann, 'to nothing', uuid())).rejects.toThrow('message.reply_not_found');
  });
});
