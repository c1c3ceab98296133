import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import {
  chatSubject,
  type LiveMessage,
  presenceSubject,
  SESSIONS_SUBJECT,
  userSubject,
  VISIBILITY_SUBJECT,
} from '@parley/bus/live';
import { systemIds } from '@parley/kernel/ids';
import { fail } from '@parley/protocol/errors';
import { type RealtimeBed, realtimeBed } from '../testing/realtime-bed.ts';
import { openSocket, type TestSocket } from '../testing/test-socket.ts';

let bed: RealtimeBed;
beforeAll(async () => {
  bed = await realtimeBed();
});
afterAll(() => bed.close());
beforeEach(() => {
  Object.assign(bed.calls.noted, {
    drafts: [],
    reads: [],
    delivered: [],
    largeChats: [],
    onListLargeChats: () => undefined,
    onGetPresence: () => undefined,
    beforeSend: () => Promise.resolve(),
    typing: [],
    refuseSend: undefined,
    refuseEdit: undefined,
  });
  bed.calls.noted.visible.clear();
});

const uuid = () => systemIds.uuid();
const text = (words: string) => ({ type: 'text', text: words });

async function connect(userId = uuid(), sid = uuid()): Promise<TestSocket & { readonly userId: string; readonly sid: string }> {
  const socket = await openSocket(bed.url, ['parley.v1', `bearer.${await bed.token(userId, { sid })}`]);
  expect(await socket.next()).toMatchObject({ type: 'ready', userId, sessionId: sid, protocol: 1 });
  return Object.assign(socket, { userId, sid });
}

describe('a connection is authenticated', () => {
  test('by the token of its subprotocol', async () => {
    const socket = await connect();
    expect(socket.protocol).toBe('parley.v1');
  });

  test('by its first frame', async () => {
    const socket = await openSocket(bed.url, ['parley.v1']);
    socket.send({ type: 'auth', token: await bed.token(uuid()) });
    expect(await socket.next()).toMatchObject({ type: 'ready' });
  });

  test('once: a second auth frame is an error', async () => {
    const socket = await connect();
    socket.send({ type: 'auth', token: await bed.token(uuid()), ref: 'again' });
    expect(await socket.next()).toMatchObject({ type: 'error', code: 'frame.invalid', ref: 'again' });
  });

  for (const [name, claims] of [
    ['a foreign key', { foreign: true }],
    ['an expired token', { expires: '-1h' }],
  ] as const) {
    test(`not by ${name}`, async () => {
      const socket = await openSocket(bed.url, ['parley.v1', `bearer.${await bed.token(uuid(), claims)}`]);
      expect(await socket.closed).toMatchObject({ code: 4401 });
    });
  }

  test('not by something that is no token', async () => {
    const socket = await openSocket(bed.url, ['parley.v1', 'bearer.nonsense']);
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  test('before anything else is obeyed', async () => {
    const socket = await openSocket(bed.url, ['parley.v1']);
    socket.send({ type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: text('hi') });
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(bed.calls.noted.drafts).toEqual([]);
  });

  test('not from a page of another website', async () => {
    const token = await bed.token(uuid());
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1.evil.example`]) {
      const refused = openSocket(bed.url, ['parley.v1', `bearer.${token}`], { origin }).then(
        () => 'opened',
        () => 'refused',
      );
      expect(await refused).toBe('refused');
    }
  });
});

describe('a session that is revoked', () => {
  test('loses its connections at once, and gets none again', async () => {
    const socket = await connect();
    const other = await connect(socket.userId);
    bed.live.publish(SESSIONS_SUBJECT, { kind: 'session.revoked', sessionId: socket.sid, userId: socket.userId });
    expect(await socket.closed).toMatchObject({ code: 4401 });
    other.send({ type: 'ping' });
    expect(await other.next()).toEqual({ type: 'pong' });
    const again = await openSocket(bed.url, ['parley.v1', `bearer.${await bed.token(socket.userId, { sid: socket.sid })}`]);
    expect(await again.closed).toMatchObject({ code: 4401 });
  });
});

describe('frames', () => {
  test('a message is acknowledged with its number, and carries who sent it', async () => {
    const socket = await connect();
    const [chatId, clientMsgId] = [uuid(), uuid()];
    socket.send({ type: 'message.send', chatId, clientMsgId, content: text('hi'), ref: 'r"1' });
    expect(await socket.next()).toEqual({
      type: 'message.sent',
      ref: 'r"1',
      clientMsgId,
      messageId: clientMsgId,
      chatId,
      seq: 1,
      createdAt: '1970-01-01T00:00:00.000Z',
    });
    expect(bed.calls.noted.drafts).toMatchObject([
      { chatId, clientMsgId, senderId: socket.userId, content: '{"type":"text","text":"hi"}' },
    ]);
  });

  test('a refused message says why', async () => {
    const socket = await connect();
    bed.calls.noted.refuseSend = 'chat.not_a_member';
    const clientMsgId = uuid();
    socket.send({ type: 'message.send', chatId: uuid(), clientMsgId, content: text('hi'), ref: 'x' });
    expect(await socket.next()).toMatchObject({
      type: 'error',
      code: 'chat.not_a_member',
      retryable: false,
      ref: 'x',
      clientMsgId,
    });
  });

  test('messages sent before `ready` are not lost and keep their order', async () => {
    const socket = await openSocket(bed.url, ['parley.v1', `bearer.${await bed.token(uuid())}`]);
    const chatId = uuid();
    for (const words of ['one', 'two', 'three'])
      socket.send({ type: 'message.send', chatId, clientMsgId: uuid(), content: text(words) });
    for (let n = 0; n < 3; n++) await socket.until('message.sent');
    expect(bed.calls.noted.drafts.map((draft) => (JSON.parse(draft.content) as { text: string }).text)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  test('what a service refuses goes back with the frame’s ref', async () => {
    const socket = await connect();
    bed.calls.noted.refuseEdit = 'message.forbidden';
    socket.send({ type: 'message.edit', messageId: uuid(), content: text('no'), ref: 'e' });
    expect(await socket.next()).toMatchObject({ type: 'error', code: 'message.forbidden', ref: 'e' });
    socket.send({ type: 'message.delete', messageId: uuid(), for: 'me', ref: 'd' });
    expect(await socket.next()).toEqual({ type: 'ok', ref: 'd' });
    socket.send({ type: 'message.react', messageId: uuid(), emoji: '👍', ref: 'r' });
    expect(await socket.next()).toEqual({ type: 'ok', ref: 'r' });
  });

  test.each([
    [{ type: 'message.send', ref: 'a' }, 'frame.invalid'],
    [{ type: 'message.send', chatId: 'x', clientMsgId: 1, content: text('hi'), ref: 'a' }, 'frame.invalid'],
    [{ type: 'no.such', ref: 'a' }, 'frame.unknown_type'],
    [
      { type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: text('x'.repeat(16 * 1024 + 1)), ref: 'a' },
      'message.too_long',
    ],
    [
      { type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: { type: 'system', event: 'chat.created' }, ref: 'a' },
      undefined,
    ],
    [{ type: 'message.read', chatId: uuid(), upToSeq: -1, ref: 'a' }, 'frame.invalid'],
    [{ type: 'presence.subscribe', userIds: 'all', ref: 'a' }, 'frame.invalid'],
  ])('what is not valid is refused and the connection stays (%#)', async (frame, code) => {
    const socket = await connect();
    socket.send(frame);
    expect(await socket.next()).toMatchObject({ type: 'error', ref: 'a', ...(code === undefined ? {} : { code }) });
    expect(bed.calls.noted.drafts).toEqual([]);
    socket.send({ type: 'ping', ref: 'p' });
    expect(await socket.next()).toEqual({ type: 'pong', ref: 'p' });
  });

  test('what is no JSON object ends the connection', async () => {
    const socket = await connect();
    socket.sendRaw('hello');
    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  test('binary ends the connection', async () => {
    const socket = await connect();
    socket.sendRaw(new Uint8Array([1, 2, 3]));
    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  test('a frame above the limit ends the connection', async () => {
    const socket = await connect();
    socket.sendRaw(JSON.stringify({ type: 'ping', ref: 'x'.repeat(64 * 1024) }));
    expect(await socket.closed).toMatchObject({ code: 4413 });
  });

  test('receipts of one turn are passed on as their highest', async () => {
    const socket = await connect();
    const chatId = uuid();
    for (const upToSeq of [3, 7, 5]) socket.send({ type: 'message.received', chatId, upToSeq });
    socket.send({ type: 'message.read', chatId, upToSeq: 4 });
    socket.send({ type: 'ping' });
    await socket.until('pong');
    await bed.instance.ready?.();
    while (bed.calls.noted.reads.length === 0) await Bun.sleep(1);
    expect(bed.calls.noted.delivered).toEqual([{ userId: socket.userId, chatId, upToSeq: 7 }]);
    expect(bed.calls.noted.reads).toEqual([{ userId: socket.userId, chatId, upToSeq: 4 }]);
  });
});

describe('live frames', () => {
  test('reach every connection of the person but the one that caused them', async () => {
    const [one, other, stranger] = [await connect(), await connect(), await connect()];
    const sibling = await connect(one.userId);
    one.send({ type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: text('hi') });
    await one.until('message.sent');
    const exceptConnection = bed.calls.noted.drafts[0]?.connectionId;
    for (const { userId } of [one, other]) {
      bed.live.publish(userSubject(userId), { kind: 'frame', frame: '{"type":"typing"}', exceptConnection });
    }
    expect(await sibling.next()).toEqual({ type: 'typing' });
    expect(await other.next()).toEqual({ type: 'typing' });
    for (const socket of [one, stranger]) {
      socket.send({ type: 'ping' });
      expect(await socket.next()).toEqual({ type: 'pong' });
    }
  });

  test('of a large chat reach those who are in it, from the start or since they joined, until they leave', async () => {
    const chatId = uuid();
    bed.calls.noted.largeChats.push(chatId);
    const member = await connect();
    bed.calls.noted.largeChats.length = 0;
    const joiner = await connect();
    bed.live.publish(userSubject(joiner.userId), { kind: 'chat.joined', chatId });
    bed.live.publish(chatSubject(chatId), { kind: 'frame', frame: '{"type":"resync"}' });
    expect(await member.next()).toEqual({ type: 'resync' });
    expect(await joiner.next()).toEqual({ type: 'resync' });
    bed.live.publish(userSubject(joiner.userId), { kind: 'chat.left', chatId });
    bed.live.publish(chatSubject(chatId), { kind: 'frame', frame: '{"type":"resync"}' });
    expect(await member.next()).toEqual({ type: 'resync' });
    joiner.send({ type: 'ping' });
    expect(await joiner.next()).toEqual({ type: 'pong' });
  });

  test('of a large chat don’t reach who left while the list of their chats was loading', async () => {
    const [chatId, userId] = [uuid(), uuid()];
    bed.calls.noted.largeChats.push(chatId);
    bed.calls.noted.onListLargeChats = () => bed.live.publish(userSubject(userId), { kind: 'chat.left', chatId });
    const leaver = await connect(userId);
    bed.live.publish(chatSubject(chatId), { kind: 'frame', frame: '{"type":"resync"}' });
    leaver.send({ type: 'ping' });
    expect(await leaver.next()).toEqual({ type: 'pong' });
  });

  test('of presence reach followers of those who may be seen', async () => {
    const socket = await connect();
    const [seen, hidden] = [uuid(), uuid()];
    bed.calls.noted.visible.add(seen);
    socket.send({ type: 'presence.subscribe', userIds: [seen, hidden] });
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: seen, online: true });
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: hidden, online: false });
    for (const userId of [hidden, seen]) {
      bed.live.publish(`live.presence.${userId}`, { kind: 'frame', frame: JSON.stringify({ type: 'presence.updated', userId }) });
    }
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: seen });
    socket.send({ type: 'presence.unsubscribe', userIds: [seen] });
    socket.send({ type: 'ping' });
    await socket.until('pong');
    bed.live.publish(`live.presence.${seen}`, { kind: 'frame', frame: '{"type":"presence.updated"}' });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
  });
});

describe('presence is not sent to those who may not see it', () => {
  const appears = (userId: string) =>
    bed.live.publish(presenceSubject(userId), { kind: 'frame', frame: JSON.stringify({ type: 'presence.updated', userId }) });

  async function hearsNothingOf(socket: TestSocket, userId: string): Promise<void> {
    appears(userId);
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
  }

  test('when it can’t be asked whether they may', async () => {
    const socket = await connect();
    const hidden = uuid();
    bed.calls.noted.onGetPresence = () => {
      throw fail('internal.unavailable');
    };
    socket.send({ type: 'presence.subscribe', userIds: [hidden], ref: 'a' });
    expect(await socket.next()).toMatchObject({ type: 'error', code: 'internal.unavailable', ref: 'a' });
    await hearsNothingOf(socket, hidden);
  });

  test('when somebody else in the same frame is one too many', async () => {
    const socket = await connect();
    const crowd = Array.from({ length: 999 }, uuid);
    for (const userId of crowd) bed.calls.noted.visible.add(userId);
    for (let from = 0; from < crowd.length; from += 200) {
      const userIds = crowd.slice(from, from + 200);
      socket.send({ type: 'presence.subscribe', userIds });
      for (const userId of userIds) expect(await socket.next()).toMatchObject({ userId });
    }
    const hidden = uuid();
    socket.send({ type: 'presence.subscribe', userIds: [hidden, uuid()], ref: 'a' });
    expect(await socket.next()).toMatchObject({ type: 'error', code: 'rate.limited', ref: 'a' });
    await hearsNothingOf(socket, hidden);
  });

  test('while it is being asked whether they may', async () => {
    const socket = await connect();
    const [seen, hidden] = [uuid(), uuid()];
    bed.calls.noted.visible.add(seen);
    bed.calls.noted.onGetPresence = () => [hidden, seen].forEach(appears);
    socket.send({ type: 'presence.subscribe', userIds: [seen, hidden] });
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: seen, online: true });
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: hidden, online: false });
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: seen });
    await hearsNothingOf(socket, hidden);
  });

  test('from a block or a change of settings on', async () => {
    const [socket, other] = [await connect(), await connect()];
    const person = uuid();
    bed.calls.noted.visible.add(person);
    for (const follower of [socket, other]) {
      follower.send({ type: 'presence.subscribe', userIds: [person] });
      expect(await follower.next()).toEqual({ type: 'presence.updated', userId: person, online: true });
    }
    bed.calls.noted.visible.clear();
    bed.live.publish(VISIBILITY_SUBJECT, { kind: 'visibility.changed', userId: person, viewerId: socket.userId });
    appears(person);
    expect(await socket.next()).toEqual({ type: 'presence.updated', userId: person, online: false });
    await hearsNothingOf(socket, person);
    for (let n = 0; n < 2; n++) expect(await other.next()).toEqual({ type: 'presence.updated', userId: person });
    bed.live.publish(VISIBILITY_SUBJECT, { kind: 'visibility.changed', userId: person });
    expect(await other.next()).toEqual({ type: 'presence.updated', userId: person, online: false });
    await hearsNothingOf(other, person);
  });
});

test('what comes with a wrong token is not obeyed', async () => {
  const socket = await openSocket(bed.url, ['parley.v1']);
  socket.send({ type: 'auth', token: 'wrong' });
  socket.send({ type: 'typing.start', chatId: uuid() });
  socket.send({ type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: text('hi') });
  expect(await socket.closed).toMatchObject({ code: 4401 });
  expect(bed.calls.noted).toMatchObject({ typing: [], drafts: [] });
});

test('a ninth connection of a session replaces the first', async () => {
  const [userId, sid] = [uuid(), uuid()];
  const first = await connect(userId, sid);
  for (let n = 0; n < 8; n++) await connect(userId, sid);
  expect(await first.closed).toMatchObject({ code: 4409 });
});

test('the send of an only connection says so, until its person comes to another node, which is answered', async () => {
  const userId = uuid();
  bed.calls.noted.alone.add(userId);
  const socket = await connect(userId);
  const send = async () => {
    socket.send({ type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: text('hi') });
    await socket.until('message.sent');
    return bed.calls.noted.drafts.at(-1)?.onlyConnection;
  };
  expect(await send()).toBeUndefined();
  while (!bed.calls.noted.heartbeats.some(({ online }) => online.includes(userId))) await Bun.sleep(20);
  expect(await send()).toBe(true);
  const heard: LiveMessage[] = [];
  const stopListening = bed.live.subscribe(userSubject(userId), (message) => void heard.push(message));
  const elsewhere = { kind: 'session.connections', sessionId: uuid(), nodeId: 'node-2', connectionIds: [uuid()] } as const;
  bed.live.publish(userSubject(userId), { ...elsewhere, isAnswer: false });
  // It came just after a send of which it may have heard nothing.
  expect(heard.filter(({ kind }) => kind === 'frame')).toMatchObject([{ frame: '{"type":"resync"}' }]);
  expect(heard.at(-1)).toMatchObject({ nodeId: 'node-1', sessionId: elsewhere.sessionId, isAnswer: true, connectionIds: [] });
  expect(await send()).toBeUndefined();
  stopListening();
});

test('after a gap of the live path the send of an only connection says so no more', async () => {
  const userId = uuid();
  bed.calls.noted.alone.add(userId);
  const socket = await connect(userId);
  while (!bed.calls.noted.heartbeats.some(({ online }) => online.includes(userId))) await Bun.sleep(20);
  const said: (boolean | undefined)[] = [];
  for (const happen of [() => undefined, bed.cut, bed.mend]) {
    happen();
    socket.send({ type: 'message.send', chatId: uuid(), clientMsgId: uuid(), content: text('hi') });
    await socket.until('message.sent');
    said.push(bed.calls.noted.drafts.at(-1)?.onlyConnection);
  }
  expect(said).toEqual([true, undefined, undefined]);
});

test('the connections of a session that other nodes hold count too, and they are answered with those of this one', async () => {
  const [userId, sessionId] = [uuid(), uuid()];
  const oldest = await connect(userId, sessionId);
  const other = await connect(userId, sessionId);
  const ofAnotherSession = await connect(userId);
  const answers: LiveMessage[] = [];
  const stopListening = bed.live.subscribe(userSubject(userId), (message) => void answers.push(message));
  const elsewhere = { kind: 'session.connections', sessionId, nodeId: 'node-2', isAnswer: false } as const;

  bed.live.publish(userSubject(userId), { ...elsewhere, connectionIds: Array.from({ length: 6 }, uuid) });
  expect(answers.at(-1)).toMatchObject({
    nodeId: 'node-1',
    sessionId,
    isAnswer: true,
    connectionIds: [{}, {}].map(() => expect.any(String)),
  });
  bed.live.publish(userSubject(userId), { ...elsewhere, connectionIds: Array.from({ length: 7 }, uuid) });
  expect(await oldest.closed).toMatchObject({ code: 4409 });
  for (const socket of [other, ofAnotherSession]) {
    socket.send({ type: 'ping' });
    await socket.until('pong');
  }
  const before = answers.length;
  bed.live.publish(userSubject(userId), { ...elsewhere, isAnswer: true, connectionIds: [uuid()] });
  expect(answers).toHaveLength(before + 1);
  stopListening();
});

test('a connection that floods is told, then cut off; others notice nothing', async () => {
  const limited = await realtimeBed({ rateLimit: 'on' });
  const socket = await openSocket(limited.url, ['parley.v1', `bearer.${await limited.token(uuid())}`]);
  await socket.until('ready');
  for (let n = 0; n < 1500; n++) socket.send({ type: 'ping', ref: String(n) });
  expect(await socket.until('error')).toMatchObject({ code: 'rate.limited', retryable: true, retryAfter: 1 });
  expect(await socket.closed).toMatchObject({ code: 4429, reason: 'retryAfter=5' });
  await limited.close();
});

describe('when live messages may have been missed', () => {
  test('nobody hears a large chat that they may have left; who is in it hears it again, and everybody resyncs', async () => {
    const [left, kept] = [uuid(), uuid()];
    bed.calls.noted.largeChats.push(left, kept);
    const socket = await connect();
    bed.cut();
    bed.calls.noted.largeChats.length = 0;
    bed.calls.noted.largeChats.push(kept);
    // Removed from the one while nothing was heard; the list that is loading when word comes again does not know that of the other.
    const alsoLeft = uuid();
    bed.calls.noted.largeChats.push(alsoLeft);
    bed.calls.noted.onListLargeChats = () =>
      bed.live.publish(userSubject(socket.userId), { kind: 'chat.left', chatId: alsoLeft });
    bed.mend();
    for (const chatId of [left, kept]) bed.live.publish(chatSubject(chatId), { kind: 'frame', frame: '{"type":"too early"}' });
    expect(await socket.next()).toEqual({ type: 'resync' });
    for (const chatId of [left, alsoLeft, kept]) {
      bed.live.publish(chatSubject(chatId), { kind: 'frame', frame: JSON.stringify({ type: 'typing', chatId }) });
    }
    expect(await socket.next()).toEqual({ type: 'typing', chatId: kept });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
  });

  test('nobody is told to resync before messages come again', async () => {
    const socket = await connect();
    bed.cut();
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    bed.mend();
    expect(await socket.next()).toEqual({ type: 'resync' });
  });

  test('whose large chats can’t be listed is not told to resync until they can', async () => {
    const chatId = uuid();
    bed.calls.noted.largeChats.push(chatId);
    const socket = await connect();
    bed.cut();
    let tries = 0;
    bed.calls.noted.onListLargeChats = () => {
      if (++tries === 1) throw fail('internal.unavailable');
    };
    bed.mend();
    expect(await socket.next()).toEqual({ type: 'resync' });
    expect(tries).toBe(2);
    bed.live.publish(chatSubject(chatId), { kind: 'frame', frame: '{"type":"typing"}' });
    expect(await socket.next()).toEqual({ type: 'typing' });
  });

  test('presence is hidden until it was asked anew who may see it', async () => {
    const [seen, blocker] = [uuid(), uuid()];
    for (const userId of [seen, blocker]) bed.calls.noted.visible.add(userId);
    const socket = await connect();
    socket.send({ type: 'presence.subscribe', userIds: [seen, blocker] });
    for (const userId of [seen, blocker]) expect(await socket.next()).toMatchObject({ userId, online: true });
    bed.cut();
    bed.calls.noted.visible.delete(blocker);
    bed.mend();
    for (const userId of [seen, blocker]) {
      bed.live.publish(presenceSubject(userId), { kind: 'frame', frame: JSON.stringify({ type: 'early', userId }) });
    }
    expect(await socket.next()).toEqual({ type: 'resync' });
    expect(await socket.next()).toMatchObject({ userId: seen, online: true });
    expect(await socket.next()).toMatchObject({ userId: blocker, online: false });
    expect(await socket.next()).toEqual({ type: 'early', userId: seen });
    for (const userId of [blocker, seen]) {
      bed.live.publish(presenceSubject(userId), { kind: 'frame', frame: JSON.stringify({ type: 'later', userId }) });
    }
    expect(await socket.next()).toEqual({ type: 'later', userId: seen });
  });

  test('sockets of sessions that ended meanwhile are closed, within two seconds without any live message', async () => {
    const [one, other] = [await connect(), await connect()];
    bed.cut();
    bed.calls.noted.revoked.push({ sessionId: one.sid, userId: one.userId, revokedAt: Date.now() });
    expect(await one.closed).toMatchObject({ code: 4401 });
    bed.mend();
    expect(await other.next()).toEqual({ type: 'resync' });
  });
});

test('a node that drains answers what is under way, then sends everybody away', async () => {
  const draining = await realtimeBed();
  const open = async () => openSocket(draining.url, ['parley.v1', `bearer.${await draining.token(uuid())}`]);
  const [sender, idle, stranger] = [await open(), await open(), await openSocket(draining.url, ['parley.v1'])];
  for (const socket of [sender, idle]) await socket.until('ready');
  const begun = Promise.withResolvers<void>();
  const stored = Promise.withResolvers<void>();
  draining.calls.noted.beforeSend = () => {
    begun.resolve();
    return stored.promise;
  };
  const clientMsgId = uuid();
  sender.send({ type: 'message.send', chatId: uuid(), clientMsgId, content: text('on my way') });
  await begun.promise;
  const drained = draining.instance.drain?.();
  expect([await idle.closed, await stranger.closed]).toMatchObject([{ code: 4503 }, { code: 4503 }]);
  await expect(open()).rejects.toThrow();
  stored.resolve();
  expect(await sender.next()).toMatchObject({ type: 'message.sent', clientMsgId });
  expect(await sender.closed).toMatchObject({ code: 4503 });
  await drained;
  await draining.close();
});
