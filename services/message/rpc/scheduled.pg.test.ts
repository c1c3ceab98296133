import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { userSubject } from '@parley/bus/live';
import { sendScheduledKey } from '@parley/jobs/kinds';
import { systemIds } from '@parley/kernel/ids';
import { MAX_SCHEDULED } from '@parley/protocol/limits';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  by,
  byService,
  changeChat,
  createMessageBed,
  framesOf,
  type MessageBed,
  makeChat,
  removeMember,
} from '../testing/message-bed.ts';

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
  bed.cancelled.splice(0);
});

const uuid = () => systemIds.uuid();
const text = (words: string) => JSON.stringify({ type: 'text', text: words });
const HOUR = 3_600_000;

async function chatOfTwo() {
  const [ann, bob] = [uuid(), uuid()];
  const state = await makeChat(bed, [ann, bob], { type: 'group' });
  const { chatId } = state;
  const schedule = async (words: string, change: { sendAt?: number; clientMsgId?: string; replyToId?: string } = {}) => {
    const request = { chatId, clientMsgId: uuid(), content: text(words), mentions: [], sendAt: bed.now + HOUR, ...change };
    const { scheduled, duplicate } = await bed.client.scheduleMessage(request, by(ann));
    if (scheduled === undefined) throw new Error('nothing was scheduled');
    return { ...scheduled, duplicate };
  };
  const said = async () =>
    (await bed.client.history({ chatId, limit: 99 }, by(bob))).messages.flatMap(({ content }) => {
      const parsed = JSON.parse(content) as { text?: string };
      return parsed.text ?? [];
    });
  const list = async (userId = ann) => (await bed.client.listScheduled({ limit: 0, chatId }, by(userId))).scheduled;
  return { state, chatId, ann, bob, schedule, said, list };
}

/** What the scheduler does when the time of a message has come. */
const due = (id: string) => bed.client.sendScheduled({ id }, byService);

describe('a scheduled message', () => {
  test('is kept with the job that sends it, and its owner alone sees it', async () => {
    const { schedule, list, said, ann, bob, chatId } = await chatOfTwo();
    const { id, sendAt } = await schedule('later');
    expect(bed.enqueued).toMatchObject([
      { name: 'message.send-scheduled', payload: { id }, runAt: sendAt, key: sendScheduledKey(id) },
    ]);
    expect(framesOf(bed, userSubject(ann))).toEqual([{ type: 'scheduled.updated', chatId }]);
    expect(framesOf(bed)).toHaveLength(1);
    expect((await list()).map((one) => one.id)).toEqual([id]);
    expect(await list(bob)).toEqual([]);
    expect(await said()).toEqual([]);
  });

  test('is sent at its time, once, however often and at once that is asked for', async () => {
    const { schedule, list, said } = await chatOfTwo();
    const { id } = await schedule('later');
    await due(id);
    expect(await said()).toEqual([]);
    bed.now += HOUR;
    await Promise.all([due(id), due(id), due(id)]);
    await due(id);
    expect(await said()).toEqual(['later']);
    expect(await list()).toEqual([]);
  });

  test('is sent once also when the process died between the sending and the end of it', async () => {
    const { schedule, list, said, chatId, ann } = await chatOfTwo();
    const { id, clientMsgId } = await schedule('later');
    bed.now += HOUR;
    await bed.db.query(`UPDATE message.scheduled SET status = 'sending' WHERE id = $1::uuid`, [id]);
    const draft = { senderId: ann, chatId, clientMsgId, content: text('later'), mentions: [] };
    await bed.client.send({ drafts: [draft] }, byService);
    await due(id);
    expect(await said()).toEqual(['later']);
    expect(await list()).toEqual([]);
  });

  test('is made once by one client message id; another content is a conflict', async () => {
    const { schedule, list } = await chatOfTwo();
    const clientMsgId = uuid();
    const first = await schedule('once', { clientMsgId });
    const again = await schedule('once', { clientMsgId });
    expect([first.duplicate, again.duplicate, again.id]).toEqual([false, true, first.id]);
    await expect(schedule('other', { clientMsgId })).rejects.toMatchObject({ code: 'message.client_id_conflict' });
    expect(await list()).toHaveLength(1);
    expect(bed.enqueued).toHaveLength(1);
  });

  test('may be changed and put off; the job of the old time leaves it alone', async () => {
    const { schedule, said, ann } = await chatOfTwo();
    const { id } = await schedule('first words');
    const sendAt = bed.now + 3 * HOUR;
    const changed = await bed.client.updateScheduled({ id, content: text('other words'), mentions: [], sendAt }, by(ann));
    expect(changed).toMatchObject({ sendAt, content: text('other words'), status: 'scheduled' });
    expect(bed.enqueued.at(-1)).toMatchObject({ runAt: sendAt, key: sendScheduledKey(id) });
    bed.now += HOUR + 5_000;
    await due(id);
    expect(await said()).toEqual([]);
    bed.now = sendAt + 1;
    await due(id);
    expect(await said()).toEqual(['other words']);
  });

  test('may be taken back, and sent at once', async () => {
    const { schedule, list, said, ann } = await chatOfTwo();
    const [one, two] = [await schedule('one'), await schedule('two')];
    await bed.client.deleteScheduled({ id: one.id }, by(ann));
    expect(bed.cancelled).toEqual([sendScheduledKey(one.id)]);
    const message = await bed.client.sendScheduledNow({ id: two.id }, by(ann));
    expect(message).toMatchObject({ content: text('two'), status: 'sent' });
    bed.now += 2 * HOUR;
    await due(one.id);
    await due(two.id);
    expect(await said()).toEqual(['two']);
    expect(await list()).toEqual([]);
  });

  test('that may no longer be sent stays, with the reason, until its owner does something about it', async () => {
    const { state, schedule, list, said, ann, chatId } = await chatOfTwo();
    const { id } = await schedule('late');
    bed.now += HOUR;
    const barred = await changeChat(bed, state, {
      permissions: { send: 'admins', edit: 'everyone', invite: 'everyone' },
      members: state.members.map((member) => ({ ...member, role: member.userId === ann ? 'member' : 'owner' })),
    });
    bed.published.splice(0);
    await due(id);
    expect(await list()).toMatchObject([{ id, status: 'failed', errorCode: 'chat.forbidden' }]);
    expect(framesOf(bed, userSubject(ann))).toEqual([{ type: 'scheduled.updated', chatId }]);
    await due(id);
    await expect(bed.client.sendScheduledNow({ id }, by(ann))).rejects.toMatchObject({ code: 'chat.forbidden' });
    expect(await said()).toEqual([]);
    await changeChat(bed, barred, { permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' } });
    const sendAt = bed.now + HOUR;
    expect(await bed.client.updateScheduled({ id, mentions: [], sendAt }, by(ann))).toMatchObject({ status: 'scheduled' });
    bed.now = sendAt + 1;
    await due(id);
    expect(await said()).toEqual(['late']);
  });

  test('of somebody who was removed is not sent', async () => {
    const { chatId, bob, state, list } = await chatOfTwo();
    const request = { chatId, clientMsgId: uuid(), content: text('from outside'), mentions: [], sendAt: bed.now + HOUR };
    const { scheduled } = await bed.client.scheduleMessage(request, by(bob));
    await removeMember(bed, state, bob);
    bed.now += HOUR + 5;
    await due(scheduled?.id ?? '');
    expect(await list(bob)).toMatchObject([{ status: 'failed', errorCode: 'chat.not_a_member' }]);
    await expect(bed.client.scheduleMessage({ ...request, clientMsgId: uuid() }, by(bob))).rejects.toMatchObject({
      code: 'chat.not_a_member',
    });
  });

  test('is nobody else’s to see, change, send or delete', async () => {
    const { schedule, bob, chatId, said } = await chatOfTwo();
    const { id } = await schedule('mine');
    for (const stranger of [bob, uuid()]) {
      const tries = [
        () => bed.client.updateScheduled({ id, mentions: [], sendAt: bed.now + HOUR }, by(stranger)),
        () => bed.client.deleteScheduled({ id }, by(stranger)),
        () => bed.client.sendScheduledNow({ id }, by(stranger)),
      ];
      for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'message.scheduled_not_found' });
    }
    const request = { chatId, clientMsgId: uuid(), content: text('x'), mentions: [], sendAt: bed.now + HOUR };
    await expect(bed.client.scheduleMessage(request, by(uuid()))).rejects.toMatchObject({ code: 'chat.not_found' });
    expect(await said()).toEqual([]);
  });

  test('has a time in the future, no more than a year away, and quotes what is there', async () => {
    const { schedule } = await chatOfTwo();
    for (const sendAt of [bed.now - 1, bed.now + 400 * 24 * HOUR, Number.NaN])
      await expect(schedule('x', { sendAt })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(schedule('x', { replyToId: uuid() })).rejects.toMatchObject({ code: 'message.reply_not_found' });
  });

  test('is listed by its time, in pages; there is an end to how many', async () => {
    const { schedule, ann, chatId } = await chatOfTwo();
    const at = bed.now + HOUR;
    for (const n of [3, 1, 2]) await schedule(String(n), { sendAt: at + n });
    const first = await bed.client.listScheduled({ limit: 2 }, by(ann));
    const second = await bed.client.listScheduled({ limit: 2, cursor: first.nextCursor ?? '' }, by(ann));
    expect([...first.scheduled, ...second.scheduled].map(({ content }) => content)).toEqual(['1', '2', '3'].map(text));
    expect(second.nextCursor).toBeUndefined();
    await expect(bed.client.listScheduled({ limit: 2, cursor: 'x' }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
    await bed.db.query(
      `INSERT INTO message.scheduled (chat_id, id, user_id, client_msg_id, content, send_at, created_at)
       SELECT $1::uuid, gen_random_uuid(), $2::uuid, gen_random_uuid(), '{}', 1, 1 FROM generate_series(1, $3::int)`,
      [chatId, ann, MAX_SCHEDULED],
    );
    await expect(schedule('one more')).rejects.toMatchObject({ code: 'message.schedule_limit' });
  });
});
