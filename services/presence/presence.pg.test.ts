import { afterAll, describe, expect, test } from 'bun:test';
import { CHATS_SUBJECT, chatSubject, PUBLISH_BY_CHAT_FROM, userSubject, VISIBILITY_SUBJECT } from '@parley/bus/live';
import { AppError } from '@parley/kernel/errors';
import { testCall } from '@parley/testkit/test-call';
import { testDatabase } from '@parley/testkit/test-database';
import { createTypingThrottle } from './domain/typing-throttle.ts';
import { createMemberships } from './memberships.ts';
import { openOnline } from './online/open-online.ts';
import { getPresence } from './rpc/get-presence.ts';
import { heartbeat } from './rpc/heartbeat.ts';
import { typing } from './rpc/typing.ts';
import { createPresenceBed } from './testing/presence-bed.ts';
import { createVisibility } from './visibility.ts';

const database = await testDatabase();
afterAll(() => database.close());
const service = testCall.service();

async function start() {
  const bed = await createPresenceBed(database);
  const memberships = createMemberships(bed.context);
  const online = openOnline(bed.context);
  const methods = {
    heartbeat: heartbeat(online.tracker),
    getPresence: getPresence(bed.context, { ...online, visibility: createVisibility(bed.context) }),
    typing: typing(bed.context, memberships, createTypingThrottle(bed.clock)),
  };
  const presenceOf = async (viewerId: string, ...userIds: string[]) =>
    (await methods.getPresence.handle({ viewerId, userIds }, service)).presences;
  const makeChat = (...userIds: string[]) => {
    const chatId = bed.person();
    const members = userIds.map((userId) => ({ userId, role: 'member', joinedAt: 0 }));
    bed.chats.set(chatId, {
      chatId,
      type: 'group',
      version: 1,
      members,
      blockedBy: [],
      permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' },
    });
    return chatId;
  };
  const type = (userId: string, chatId: string, active = true, connectionId?: string) =>
    methods.typing.handle({ userId, chatId, active, ...(connectionId !== undefined && { connectionId }) }, service);
  return { bed, online, methods, presenceOf, makeChat, type };
}

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
}

describe('asking for presence (P5, P3)', () => {
  test('online, seen before, never seen', async () => {
    const { bed, methods, presenceOf } = await start();
    const [viewer, a, b, c] = [bed.person(), bed.person(), bed.person(), bed.person()];
    await methods.heartbeat.handle({ nodeId: 'n', online: [a, b], offline: [] }, service);
    bed.clock.advance(1_000);
    await methods.heartbeat.handle({ nodeId: 'n', online: [], offline: [b] }, service);
    expect(await presenceOf(viewer, c, b, a, a)).toEqual([
      { userId: c, visible: true, online: false },
      { userId: b, visible: true, online: false, lastSeenAt: bed.clock.now() },
      { userId: a, visible: true, online: true },
    ]);
  });

  test('who hides looks the same whether there or not; one always sees oneself', async () => {
    const { bed, methods, presenceOf } = await start();
    const [viewer, a, b] = [bed.person(), bed.person(), bed.person()];
    for (const userId of [viewer, a, b]) bed.hidden.add(`${viewer} ${userId}`);
    await methods.heartbeat.handle({ nodeId: 'n', online: [viewer, a], offline: [] }, service);
    expect(await presenceOf(viewer, viewer, a, b)).toEqual([
      { userId: viewer, visible: true, online: true },
      { userId: a, visible: false, online: false },
      { userId: b, visible: false, online: false },
    ]);
  });

  test('a verdict is asked for once in a while, for all at once', async () => {
    const { bed, presenceOf } = await start();
    const [viewer, a, b] = [bed.person(), bed.person(), bed.person()];
    await presenceOf(viewer, a, b);
    await presenceOf(viewer, b, a);
    expect(bed.asked).toBe(1);
    bed.hidden.add(`${viewer} ${a}`);
    bed.clock.advance(10_000);
    expect((await presenceOf(viewer, a))[0]?.visible).toBe(false);
  });

  test('follows a block or a setting as soon as it is told, even while it is asked for', async () => {
    const { bed, presenceOf } = await start();
    const [viewer, other, a] = [bed.person(), bed.person(), bed.person()];
    const changed = (viewerId?: string) =>
      bed.live.publish(VISIBILITY_SUBJECT, { kind: 'visibility.changed', userId: a, viewerId });
    const sees = async (viewerId: string) => (await presenceOf(viewerId, a))[0]?.visible;
    expect([await sees(viewer), await sees(other)]).toEqual([true, true]);
    bed.hidden.add(`${viewer} ${a}`);
    bed.hidden.add(`${other} ${a}`);
    changed(viewer);
    expect([await sees(viewer), await sees(other)]).toEqual([false, true]);
    changed();
    const late = presenceOf(other, a);
    bed.hidden.clear();
    changed();
    await late;
    expect([await sees(viewer), await sees(other)]).toEqual([true, true]);
  });

  test('is unknown, not wrong and no error, without the cache', async () => {
    const { bed, methods, presenceOf } = await start();
    const [viewer, a, hidden] = [bed.person(), bed.person(), bed.person()];
    bed.hidden.add(`${viewer} ${hidden}`);
    await methods.heartbeat.handle({ nodeId: 'n', online: [a, hidden], offline: [] }, service);
    bed.cacheAway = true;
    expect(await presenceOf(viewer, a, hidden)).toEqual([
      { userId: a, visible: true, online: false, unknown: true },
      { userId: hidden, visible: false, online: false },
    ]);
    bed.cacheAway = false;
    expect(await presenceOf(viewer, a)).toEqual([{ userId: a, visible: true, online: true }]);
  });

  test('what is no id is nobody', async () => {
    const { bed, presenceOf } = await start();
    expect(await presenceOf(bed.person(), '{')).toEqual([{ userId: '{', visible: false, online: false }]);
  });

  test('too many at once are refused', async () => {
    const { methods } = await start();
    const userIds = Array.from({ length: 1_001 }, () => 'x');
    expect(await codeOf(methods.getPresence.handle({ viewerId: 'v', userIds }, service))).toBe('request.invalid');
  });
});

describe('who may call', () => {
  test('only services, which say for whom: no method is open to people or to nobody in particular', async () => {
    const { methods } = await start();
    for (const method of Object.values(methods)) expect(method.allow).toEqual(['service']);
  });

  test('a report names its node; what is no id in it is passed over', async () => {
    const { bed, methods } = await start();
    const a = bed.person();
    const seen = bed.watch(a);
    expect(await codeOf(methods.heartbeat.handle({ nodeId: '', online: [a], offline: [] }, service))).toBe('request.invalid');
    await methods.heartbeat.handle({ nodeId: 'n', online: ['{', a], offline: [a, '}'] }, service);
    expect(seen).toEqual([{ online: true }]);
  });
});

describe('typing (P5)', () => {
  test('is told to the other members, not to the connection that said so', async () => {
    const { bed, makeChat, type } = await start();
    const [a, b, c] = [bed.person(), bed.person(), bed.person()];
    const chatId = makeChat(a, b, c);
    const toA = bed.listen(userSubject(a));
    const toB = bed.listen(userSubject(b));
    const toC = bed.listen(userSubject(c));
    await type(a, chatId, true, 'connection');
    const frame = JSON.stringify({ type: 'typing', chatId, userId: a, active: true });
    expect(toA).toEqual([]);
    expect(toB).toEqual([{ kind: 'frame', frame, exceptConnection: 'connection' }]);
    expect(toC).toEqual(toB);
    await type(a, chatId, false);
    expect(toB).toHaveLength(2);
  });

  test('in a large chat once, by its own subject', async () => {
    const { bed, makeChat, type } = await start();
    const people = Array.from({ length: PUBLISH_BY_CHAT_FROM + 1 }, bed.person);
    const chatId = makeChat(...people);
    const heard = bed.listen(chatSubject(chatId));
    await type(people[0] ?? '', chatId);
    await type(people[1] ?? '', chatId);
    expect(heard).toHaveLength(1);
  });

  test('is refused to strangers as if there were no chat', async () => {
    const { bed, makeChat, type } = await start();
    const chatId = makeChat(bed.person());
    expect(await codeOf(type(bed.person(), chatId))).toBe('chat.not_found');
    expect(await codeOf(type(bed.person(), bed.person()))).toBe('chat.not_found');
    expect(await codeOf(type(bed.person(), 'x'))).toBe('chat.not_found');
  });

  test('goes nowhere across a block', async () => {
    const { bed, makeChat, type } = await start();
    const [a, b] = [bed.person(), bed.person()];
    const chatId = makeChat(a, b);
    bed.chats.get(chatId)?.blockedBy.push(b);
    const heard = bed.listen(userSubject(b));
    await type(a, chatId);
    expect(heard).toEqual([]);
  });

  test('asks for the members once in a while, and at once after a change', async () => {
    const { bed, makeChat, type } = await start();
    const [a, b] = [bed.person(), bed.person()];
    const chatId = makeChat(a, b);
    await Promise.all([type(a, chatId), type(b, chatId)]);
    await type(a, chatId);
    expect(bed.asked).toBe(1);
    bed.live.publish(CHATS_SUBJECT, { kind: 'chat.changed', chatId: bed.person() });
    await type(a, chatId);
    expect(bed.asked).toBe(1);
    bed.live.publish(CHATS_SUBJECT, { kind: 'chat.changed', chatId });
    await type(a, chatId);
    expect(bed.asked).toBe(2);
    bed.clock.advance(10_000);
    await type(a, chatId);
    expect(bed.asked).toBe(3);
  });

  test('asks again for every chat when changes may have been missed', async () => {
    const bed = await createPresenceBed(database);
    let gap = (): void => undefined;
    const onGap = (handler: () => void) => {
      gap = handler;
      return () => undefined;
    };
    const live = { ...bed.live, onGap };
    const memberships = createMemberships({ ...bed.context, live });
    bed.chats.set('c', { chatId: 'c', type: 'group', version: 1, members: [], blockedBy: [] });
    await memberships.of('c', service);
    await memberships.of('c', service);
    expect(bed.asked).toBe(1);
    gap();
    await memberships.of('c', service);
    expect(bed.asked).toBe(2);
  });

  test('an answer that was under way when the chat changed is not remembered', async () => {
    const { bed, makeChat, type } = await start();
    const [a, b] = [bed.person(), bed.person()];
    const chatId = makeChat(a, b);
    const first = type(a, chatId);
    bed.live.publish(CHATS_SUBJECT, { kind: 'chat.changed', chatId });
    await first;
    await type(a, chatId);
    expect(bed.asked).toBe(2);
  });

  test('somebody removed is refused as soon as the change was heard of', async () => {
    const { bed, makeChat, type } = await start();
    const [a, b] = [bed.person(), bed.person()];
    const chatId = makeChat(a, b);
    await type(a, chatId);
    bed.chats.get(chatId)?.members.shift();
    bed.live.publish(CHATS_SUBJECT, { kind: 'chat.changed', chatId });
    expect(await codeOf(type(a, chatId))).toBe('chat.not_found');
  });

  test('a chat that could not be asked for is asked for again', async () => {
    const { bed, makeChat, type } = await start();
    const a = bed.person();
    const chatId = makeChat(a, bed.person());
    const known = bed.chats.get(chatId);
    bed.chats.delete(chatId);
    expect(await codeOf(type(a, chatId))).toBe('chat.not_found');
    if (known !== undefined) bed.chats.set(chatId, known);
    expect(await codeOf(type(a, chatId))).toBeUndefined();
  });
});
