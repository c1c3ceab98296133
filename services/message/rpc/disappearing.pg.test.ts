import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { deleteExpiredKey } from '@parley/jobs/kinds';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { DUE, NEXT_DUE } from '../store/expired-messages.ts';
import {
  by,
  byService,
  changeChat,
  createMessageBed,
  framesOf,
  type MessageBed,
  makeChat,
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
beforeEach(() => {
  bed.published.splice(0);
  bed.enqueued.splice(0);
});

const uuid = () => systemIds.uuid();
const expire = () => bed.client.deleteExpired({ limit: 0 }, byService);

/** A group whose messages disappear after `seconds`, with what can be said of it. */
async function vanishingChat(seconds: number) {
  const [ann, bob] = [uuid(), uuid()];
  const state = await makeChat(bed, [ann, bob], { type: 'group', disappearAfter: seconds });
  const { chatId } = state;
  return {
    ...{ state, chatId, ann, bob },
    send: (text: string, replyToId?: string) => sendText(bed, chatId, ann, text, replyToId),
    contents: async (userId = bob) =>
      (await bed.client.history({ chatId, limit: 99 }, by(userId))).messages.map(({ content }) => content),
  };
}

describe('a message that disappears', () => {
  test('says when, from its sending by the time of the server, also live and to whoever sent it', async () => {
    const { chatId, ann, send, bob } = await vanishingChat(60);
    const draft = { senderId: ann, chatId, clientMsgId: uuid(), content: '{"type":"text","text":"x"}', mentions: [] };
    const [result] = (await bed.client.send({ drafts: [draft] }, byService)).results;
    expect(result?.expiresAt).toBe((result?.createdAt ?? 0) + 60_000);
    const [again] = (await bed.client.send({ drafts: [draft] }, byService)).results;
    expect(again).toMatchObject({ duplicate: true, expiresAt: result?.expiresAt });
    const frame = framesOf(bed).find(({ type }) => type === 'message.new');
    expect(frame).toMatchObject({ message: { expiresAt: new Date(result?.expiresAt ?? 0).toISOString() } });
    const { messages } = await bed.client.history({ chatId, limit: 9 }, by(bob));
    expect(messages[0]?.expiresAt).toBe(result?.expiresAt);
    await send('y');
  });

  test('has a time only where the chat had one when it was sent, and keeps it when the chat changes', async () => {
    const { state, chatId, bob, send } = await vanishingChat(60);
    await send('one');
    const staying = await changeChat(bed, { ...state, disappearAfter: 60 }, { disappearAfter: undefined });
    await send('two');
    await changeChat(bed, staying, { disappearAfter: 5 });
    await send('three');
    const { messages } = await bed.client.history({ chatId, limit: 9 }, by(bob));
    expect(messages.map(({ createdAt, expiresAt }) => expiresAt && expiresAt - createdAt)).toEqual([60_000, undefined, 5_000]);
  });

  test('says nothing from its time on, by whatever way it is asked for, though nobody has erased it', async () => {
    const { chatId, ann, bob, send, contents } = await vanishingChat(10);
    const { id } = await send('secret words');
    const device = syncDevice(bed, bob);
    const answer = await send('an answer', id);
    await bed.client.react({ messageId: id, emoji: '👍', remove: false }, by(bob));
    await bed.client.edit({ messageId: id, content: '{"type":"text","text":"secret edit"}', mentions: [] }, by(ann));
    await bed.client.indexMessages({ ranges: [{ chatId, low: 1, high: 2 }] }, byService);
    expect((await bed.client.search({ query: 'secret', limit: 9 }, by(bob))).hits).toHaveLength(1);
    bed.now += 20_000;

    const seen: unknown[] = [await contents(), await bed.client.getMessage({ messageId: id }, by(bob))];
    seen.push(await bed.client.getMessage({ messageId: answer.id }, by(bob)));
    seen.push(await bed.client.getLastMessages({ chatIds: [chatId] }, by(bob)));
    seen.push(await bed.client.getChatStates({ chatIds: [chatId] }, by(ann)));
    seen.push(await bed.client.editHistory({ messageId: id }, by(bob)));
    seen.push(await bed.client.search({ query: 'secret', limit: 9 }, by(bob)));
    await device.all(10);
    seen.push([...(device.chats.get(chatId)?.messages.values() ?? [])]);
    expect(JSON.stringify(seen)).not.toContain('secret');
    expect(JSON.stringify(seen)).not.toContain('👍');
    for (const change of [
      () => bed.client.edit({ messageId: id, content: '{"type":"text","text":"z"}', mentions: [] }, by(ann)),
      () => bed.client.react({ messageId: id, emoji: '🎉', remove: false }, by(bob)),
      () => bed.client.pin({ chatId, messageId: id, pinned: true }, by(ann)),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'message.not_editable' });
    const forward = bed.client.forward({ messageIds: [id], chatIds: [chatId], idempotencyKey: uuid() }, by(bob));
    await expect(forward).rejects.toMatchObject({ code: 'message.not_found' });
    const late = await send('late answer', id);
    expect((await bed.client.getMessage({ messageId: late.id }, by(bob))).replyTo?.preview).toBe('');
  });

  test('is erased at its time: nothing of it is left in the database, and its number stays', async () => {
    const { chatId, ann, bob, send, contents } = await vanishingChat(10);
    const { id } = await send('secret words');
    await bed.client.react({ messageId: id, emoji: '👍', remove: false }, by(bob));
    await bed.client.star({ messageId: id, starred: true }, by(bob));
    await bed.client.pin({ chatId, messageId: id, pinned: true }, by(ann));
    await bed.client.edit({ messageId: id, content: '{"type":"text","text":"secret edit"}', mentions: [] }, by(ann));
    await bed.client.indexMessages({ ranges: [{ chatId, low: 1, high: 1 }] }, byService);
    await expire();
    expect(JSON.stringify(await contents())).toContain('secret');
    bed.now += 20_000;
    bed.published.splice(0);
    await expire();
    expect(await expire()).toMatchObject({ deleted: 0 });

    for (const table of ['edits', 'reactions', 'stars', 'pins', 'search']) {
      expect(await bed.db.query(`SELECT 1 AS one FROM message.${table} WHERE chat_id = $1::uuid`, [chatId])).toEqual([]);
    }
    const rows = await bed.db.query('SELECT content FROM message.messages WHERE chat_id = $1::uuid', [chatId]);
    expect(JSON.stringify(rows)).not.toContain('secret');
    expect(await contents()).toEqual(['{"type":"system","event":"message.expired"}']);
    const frames = framesOf(bed).filter((frame) => frame.type === 'message.deleted' && frame.chatId === chatId);
    // One for each of the two members.
    expect(frames).toHaveLength(2);
    expect(frames[0]).toMatchObject({ chatId, messageId: id, seq: 1, for: 'everyone', expired: true });
    const next = await send('the next');
    expect(next.seq).toBe(2);
  });

  test('reaches a device that was away by sync, and one that syncs afresh', async () => {
    const { chatId, bob, send } = await vanishingChat(10);
    const device = syncDevice(bed, bob);
    await send('one');
    await send('two');
    await device.all(5);
    bed.now += 20_000;
    await expire();
    await device.all(5);
    const fresh = syncDevice(bed, bob);
    await fresh.all(5);
    const kept = [device, fresh].map((one) => [...(one.chats.get(chatId)?.messages.values() ?? [])]);
    expect(kept[0]).toHaveLength(2);
    expect(kept[0]).toEqual(kept[1] ?? []);
    expect(JSON.stringify(kept)).not.toContain('"text"');
  });

  test('is erased once by any number of processes at once, in pieces, the oldest first', async () => {
    const other = await createMessageBed(server, bed.chats);
    other.now = bed.now;
    const { chatId, send } = await vanishingChat(10);
    for (let n = 0; n < 30; n++) await send(`message ${n}`);
    bed.now += 20_000;
    other.now = bed.now;
    const first = await bed.client.deleteExpired({ limit: 4 }, byService);
    expect(first.deleted).toBe(4);
    expect(first.nextDueAt).toBeLessThan(bed.now);
    const left = await bed.db.query<{ seq: number }>(
      'SELECT seq::int AS seq FROM message.messages WHERE chat_id = $1::uuid AND deleted_at IS NOT NULL ORDER BY seq',
      [chatId],
    );
    expect(left.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    let deleted = first.deleted;
    for (let round = 0; round < 20 && deleted < 30; round++) {
      const answers = await Promise.all([bed, other, bed].map((one) => one.client.deleteExpired({ limit: 5 }, byService)));
      deleted += answers.reduce((sum, answer) => sum + answer.deleted, 0);
    }
    expect(deleted).toBe(30);
    const [row] = await bed.db.query<{ versions: number; distinct: number }>(
      'SELECT count(*)::int AS versions, count(DISTINCT seq)::int AS distinct FROM message.changes WHERE chat_id = $1::uuid',
      [chatId],
    );
    expect(row).toEqual({ versions: 30, distinct: 30 });
  });

  test('that is due before the next tick has the jobs told of its second, once; a later one has not', async () => {
    const soon = await vanishingChat(5);
    await soon.send('one');
    await soon.send('two');
    const [job] = bed.enqueued;
    const runAt = job?.runAt ?? 0;
    expect(job).toMatchObject({ name: 'message.delete-expired', key: deleteExpiredKey(runAt) });
    expect(runAt % 1_000).toBe(0);
    const due = await bed.client.history({ chatId: soon.chatId, limit: 9 }, by(soon.ann));
    expect(runAt).toBeGreaterThanOrEqual(due.messages[0]?.expiresAt ?? Number.POSITIVE_INFINITY);
    expect(bed.enqueued.length).toBeLessThanOrEqual(2);
    bed.enqueued.splice(0);
    await (await vanishingChat(600)).send('later');
    expect(bed.enqueued).toEqual([]);
  });

  test('is found by the index of what is due', async () => {
    const plan = async (text: string, values: number[]) => {
      const bound = text.replace('$1::bigint', String(values[0])).replace('$2::int', String(values[1]));
      return bed.db.transaction(async (tx) => {
        await tx.query('SET LOCAL enable_seqscan = off');
        return JSON.stringify(await tx.query(`EXPLAIN ${bound}`));
      });
    };
    expect(await plan(DUE, [1, 100])).toMatch(/messages_\d+_expires_at_idx/);
    expect(await plan(NEXT_DUE, [])).toMatch(/messages_\d+_expires_at_idx/);
  });
});
