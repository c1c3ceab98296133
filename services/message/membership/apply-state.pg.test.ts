import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { Consumer, ConsumerOptions, DomainEvent, EventBus } from '@parley/bus/events';
import { userSubject } from '@parley/bus/live';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  addMember,
  by,
  byService,
  changeChat,
  chatState,
  createMessageBed,
  framesOf,
  type MessageBed,
  makeChat,
  removeMember,
  sendText,
} from '../testing/message-bed.ts';
import { stepMessageId } from './apply-state.ts';
import { followChats } from './follow-chats.ts';

let server: TestDatabase;
let bed: MessageBed;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());
beforeEach(() => bed.published.splice(0));

const uuid = () => systemIds.uuid();
const systemMessages = async (chatId: string, userId: string) =>
  (await bed.client.history({ chatId, limit: 99 }, by(userId))).messages.filter((message) =>
    message.content.includes('"system"'),
  );

function added(by_: string, userId: string) {
  const content = JSON.stringify({ type: 'system', event: 'group.member.added', by: by_, userIds: [userId] });
  return { type: 'group.member.added', by: by_, userIds: [userId], content, at: 1 };
}

describe('ApplyChat', () => {
  test('writes the message of a change, whatever ids people give their own messages', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob], { type: 'group' });
    const taken = stepMessageId(state.chatId, 2);
    const draft = {
      senderId: ann,
      chatId: state.chatId,
      clientMsgId: taken,
      content: '{"type":"text","text":"x"}',
      mentions: [],
    };
    expect((await bed.client.send({ drafts: [draft] }, byService)).results).toMatchObject([{ errorCode: 'request.invalid' }]);
    await addMember(bed, state, cid);
    expect(await systemMessages(state.chatId, ann)).toHaveLength(1);
  });

  test('does not wait in a circle with receipts', async () => {
    const [low, high] = [uuid(), uuid()].toSorted() as [string, string];
    const owner = uuid();
    const state = await makeChat(bed, [owner, high, low]);
    let applied: Promise<unknown> = Promise.resolve();
    const hold = 'SELECT user_id FROM message.members WHERE chat_id = $1::uuid AND user_id = $2::uuid FOR UPDATE';
    await bed.db.transaction(async (tx) => {
      await tx.query(hold, [state.chatId, low]);
      applied = changeChat(bed, state, { blockedBy: [] });
      const waits =
        'SELECT 1 AS one FROM pg_locks AS l JOIN pg_database AS d ON d.datname = current_database() WHERE NOT l.granted LIMIT 1';
      while ((await bed.db.query(waits)).length === 0);
      // What is waited for in the order of ids leaves the higher one free.
      expect(await tx.query(`${hold} NOWAIT`, [state.chatId, high])).toHaveLength(1);
    });
    await applied;
  });

  test('writes the message of a change once, however often and at once it is told', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob], { type: 'group' });
    const next = { ...state, version: 2, members: [...state.members, { userId: cid, role: 'member', joinedAt: 1 }] };
    await Promise.all(Array.from({ length: 5 }, () => bed.client.applyChat({ state: next, event: added(ann, cid) }, byService)));
    const messages = await systemMessages(state.chatId, ann);
    expect(messages).toMatchObject([{ seq: 1, senderId: ann }]);
    expect(framesOf(bed, userSubject(cid)).filter((frame) => frame.type === 'message.new')).toHaveLength(1);
    const events = await bed.db.query(`SELECT id FROM message.outbox WHERE subject = 'msg.new' AND payload->'chatIds' ? $1`, [
      state.chatId,
    ]);
    expect(events).toHaveLength(1);
  });

  test('ignores what is older than it knows, but for its message', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob], { type: 'group' });
    const second = { ...state, version: 2, members: [...state.members, { userId: cid, role: 'member', joinedAt: 1 }] };
    const third = { ...second, version: 3, members: state.members };
    await bed.client.applyChat({ state: third }, byService);
    await bed.client.applyChat({ state: second, event: added(ann, cid) }, byService);
    expect(await systemMessages(state.chatId, ann)).toHaveLength(1);
    await expect(bed.client.history({ chatId: state.chatId, limit: 1 }, by(cid))).rejects.toMatchObject({
      code: 'chat.not_found',
    });
  });

  test('ends what a removed member sees with the message that says so, which they get live', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob, cid]);
    await removeMember(bed, state, cid);
    await sendText(bed, state.chatId, ann, 'afterwards');
    expect(
      (await bed.client.history({ chatId: state.chatId, limit: 9 }, by(cid))).messages.map((message) => message.seq),
    ).toEqual([1]);
    expect(framesOf(bed, userSubject(cid))).toMatchObject([{ type: 'message.new', message: { seq: 1 } }]);
    await expect(sendText(bed, state.chatId, cid, 'x')).rejects.toThrow('chat.not_a_member');
  });

  test('lets a removal and a send at the same time end in one order for all', async () => {
    for (let round = 0; round < 10; round++) {
      const [ann, bob, cid] = [uuid(), uuid(), uuid()];
      const state = await makeChat(bed, [ann, bob, cid]);
      await Promise.all([
        removeMember(bed, state, cid),
        ...Array.from({ length: 5 }, (_, n) => sendText(bed, state.chatId, ann, `${n}`)),
      ]);
      const whole = (await bed.client.history({ chatId: state.chatId, limit: 99 }, by(ann))).messages;
      const seen = (await bed.client.history({ chatId: state.chatId, limit: 99 }, by(cid))).messages;
      const end = whole.findIndex((message) => message.content.includes('"system"'));
      expect(seen.map((message) => message.id)).toEqual(whole.slice(0, end + 1).map((message) => message.id));
    }
  });

  test('takes roles, permissions and blocks over', async () => {
    const [ann, bob] = [uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob, uuid()], {
      permissions: { send: 'admins', edit: 'everyone', invite: 'everyone' },
    });
    await expect(sendText(bed, state.chatId, bob, 'x')).rejects.toThrow('chat.forbidden');
    const members = state.members.map((member) => (member.userId === bob ? { ...member, role: 'admin' } : member));
    await bed.client.applyChat({ state: { ...state, version: 2, members } }, byService);
    expect((await sendText(bed, state.chatId, bob, 'x')).seq).toBe(1);
  });

  test('refuses what is not a state', async () => {
    await expect(bed.client.applyChat({}, byService)).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(bed.client.applyChat({ state: { ...chatState([uuid()]), chatId: 'x' } }, byService)).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});

/** Hands out what a consumer asked for. */
function handlerOf(): { readonly events: EventBus; deliver: (event: DomainEvent) => Promise<void> } {
  const caught: { handler?: (events: readonly DomainEvent[]) => Promise<void> } = {};
  return {
    events: {
      provide: async () => {},
      async consume(_options: ConsumerOptions, handler): Promise<Consumer> {
        caught.handler = handler;
        return { stop: async () => {} };
      },
    },
    deliver: async (event) => caught.handler?.([event]),
  };
}

describe('the durable events of chats', () => {
  test('put a chat into the next sync of whoever set something of it for themselves', async () => {
    const [ann, bob] = [uuid(), uuid()];
    const { chatId } = await makeChat(bed, [ann, bob]);
    const { events, deliver } = handlerOf();
    await followChats({ ...bed.context, chat: { getChatParticipants: () => Promise.reject(new Error('asked')) } }, events);
    const cursors = await Promise.all([ann, bob].map(async (userId) => (await bed.client.sync({ limit: 9 }, by(userId))).cursor));
    await deliver({ id: uuid(), subject: 'chat.settings', key: chatId, at: 1, payload: { chatId, userId: ann } });
    expect((await bed.client.sync({ limit: 9, cursor: cursors[0] ?? '' }, by(ann))).chats.map((chat) => chat.chatId)).toEqual([
      chatId,
    ]);
  });

  test('repair what the chat service could not tell directly, and change nothing where it could', async () => {
    const [ann, bob, cid] = [uuid(), uuid(), uuid()];
    const state = await makeChat(bed, [ann, bob], { type: 'group' });
    const { chatId } = state;
    let asked = 0;
    const chat = {
      async getChatParticipants(request: { chatId: string }) {
        asked++;
        return bed.chats.get(request.chatId) ?? state;
      },
    };
    const { events, deliver } = handlerOf();
    await followChats({ ...bed.context, chat }, events);
    bed.chats.set(chatId, { ...state, version: 2, members: [...state.members, { userId: cid, role: 'member', joinedAt: 1 }] });
    const event = {
      id: uuid(),
      subject: 'group.member.added',
      key: chatId,
      at: 1,
      payload: { chatId, version: 2, event: added(ann, cid) },
    };
    await deliver(event);
    expect((await bed.client.history({ chatId, limit: 9 }, by(cid))).messages.map((message) => message.seq)).toEqual([1]);
    await deliver(event);
    expect(asked).toBe(1);
    expect(await systemMessages(chatId, ann)).toHaveLength(1);
    const later = await addMember(bed, bed.chats.get(chatId) ?? state, uuid());
    const known = {
      ...event,
      payload: { chatId, version: later.version, event: added(ann, later.members.at(-1)?.userId ?? '') },
    };
    await deliver(known);
    expect(asked).toBe(1);
  });
});
