import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { ServerFrame, ServerFrameType } from '@parley/protocol/ws/server-frames';
import type { LiveSocket } from '../support/live-socket.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

// Who is told of what: Ann does something on her first device; her second one, Bob's two and Eve, who has nothing to do with it, listen.

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let bob: Person;
let eve: Person;
let sockets: Record<'ann' | 'annToo' | 'bob' | 'bobToo' | 'eve', LiveSocket>;
let marker: Chat;
beforeAll(async () => {
  server = await startServer();
  [ann, bob, eve] = await Promise.all([newPerson(server), newPerson(server), newPerson(server)]);
  const [annToo, bobToo] = await Promise.all([ann.onAnotherDevice(), bob.onAnotherDevice()]);
  sockets = {
    ann: await ann.connect(),
    annToo: await annToo.connect(),
    bob: await bob.connect(),
    bobToo: await bobToo.connect(),
    eve: await eve.connect(),
  };
  marker = await ann.groupWith('Everyone', bob, eve);
  await heard();
});
afterAll(() => server.stop());

type Listener = keyof typeof sockets;
const uuid = () => Bun.randomUUIDv7();
const text = (words: string) => ({ type: 'text', text: words });

/**
 * What everyone was told since the last time, by types. A message to all marks the end of it: the server tells things in their order, so
 * what belongs before it is here.
 */
async function heard(): Promise<Record<Listener, ServerFrame[]>> {
  const { id } = await ann.say(marker.id, 'mark');
  const names = Object.keys(sockets) as Listener[];
  const frames = await Promise.all(
    names.map(async (name) => {
      await sockets[name].next('message.new', ({ message }) => message.id === id);
      return sockets[name].rest();
    }),
  );
  return Object.fromEntries(names.map((name, index) => [name, frames[index]])) as Record<Listener, ServerFrame[]>;
}

async function heardTypes(): Promise<Record<Listener, ServerFrameType[]>> {
  const all = await heard();
  return Object.fromEntries(Object.entries(all).map(([name, frames]) => [name, frames.map(({ type }) => type)])) as Record<
    Listener,
    ServerFrameType[]
  >;
}

const toFour = (...types: ServerFrameType[]) => ({ ann: types, annToo: types, bob: types, bobToo: types, eve: [] });
const toBob = (...types: ServerFrameType[]) => ({ ann: [], annToo: [], bob: types, bobToo: types, eve: [] });
const toAnn = (...types: ServerFrameType[]) => ({ ann: types, annToo: types, bob: [], bobToo: [], eve: [] });

describe('a message', () => {
  let chat: Chat;
  let message: Message;
  beforeAll(async () => {
    chat = await ann.directWith(bob);
    message = await ann.say(chat.id, 'to work on');
    await heard();
  });

  test('sent live is acknowledged where it was sent, and told on all other devices', async () => {
    const clientMsgId = uuid();
    const sent = await sockets.ann.ask({ type: 'message.send', chatId: chat.id, clientMsgId, content: text('hi') });
    if (sent.type !== 'message.sent') throw new Error(`not sent: ${JSON.stringify(sent)}`);
    expect(sent).toMatchObject({ type: 'message.sent', clientMsgId, chatId: chat.id, seq: message.seq + 1 });
    const frames = await heard();
    expect(frames.ann).toEqual([]);
    expect(frames.eve).toEqual([]);
    for (const listener of ['annToo', 'bob', 'bobToo'] as const) {
      expect(frames[listener]).toMatchObject([
        {
          type: 'message.new',
          message: { id: sent.messageId, clientMsgId, senderId: ann.id, content: text('hi') },
        },
      ]);
    }
  });

  test('sent by REST is told on all devices', async () => {
    await ann.say(chat.id, 'by REST');
    expect(await heardTypes()).toEqual(toFour('message.new'));
  });

  test('sent twice is told once, and acknowledged twice with the same', async () => {
    const frame = { type: 'message.send', chatId: chat.id, clientMsgId: uuid(), content: text('twice') };
    const [first, second] = [await sockets.ann.ask(frame), await sockets.ann.ask(frame)];
    expect({ ...second, ref: '' }).toEqual({ ...first, ref: '' } as typeof first & { ref: string });
    expect((await heardTypes()).bob).toEqual(['message.new']);
    expect(await sockets.ann.ask({ ...frame, content: text('other') })).toMatchObject({
      type: 'error',
      code: 'message.client_id_conflict',
      clientMsgId: frame.clientMsgId,
    });
  });

  test('edited, reacted to and pinned is told to both', async () => {
    expect(await sockets.ann.ask({ type: 'message.edit', messageId: message.id, content: text('worked on') })).toMatchObject({
      type: 'ok',
    });
    const edited = await heard();
    expect(edited.bob).toMatchObject([
      { type: 'message.edited', chatId: chat.id, messageId: message.id, seq: message.seq, content: text('worked on') },
    ]);
    expect(edited.eve).toEqual([]);
    expect(await sockets.ann.ask({ type: 'message.react', messageId: message.id, emoji: '👍' })).toMatchObject({ type: 'ok' });
    const reacted = await heard();
    expect(reacted.bobToo).toMatchObject([
      { type: 'message.reaction', messageId: message.id, userId: ann.id, emoji: '👍', removed: false, count: 1 },
    ]);
    expect(await sockets.ann.ask({ type: 'message.react', messageId: message.id, emoji: '👍', remove: true })).toMatchObject({
      type: 'ok',
    });
    expect((await heard()).bob).toMatchObject([{ type: 'message.reaction', removed: true, count: 0 }]);
    await ann.put(`/chats/${chat.id}/pins/${message.id}`);
    const pinned = (await heard()).bob;
    expect(pinned.find(({ type }) => type === 'message.pinned')).toMatchObject({
      messageId: message.id,
      pinned: true,
      by: ann.id,
    });
  });

  test('starred, or deleted for oneself, is told on one’s own devices', async () => {
    await ann.put(`/messages/${message.id}/star`);
    expect(await heardTypes()).toEqual(toAnn('message.starred'));
    const other = await bob.say(chat.id, 'hide me');
    await heard();
    expect(await sockets.ann.ask({ type: 'message.delete', messageId: other.id, for: 'me' })).toMatchObject({ type: 'ok' });
    expect(await heardTypes()).toEqual(toAnn('message.deleted'));
  });

  test('deleted for everyone is told to both, once', async () => {
    const doomed = await ann.say(chat.id, 'doomed');
    await heard();
    for (let n = 0; n < 2; n++)
      expect(await sockets.ann.ask({ type: 'message.delete', messageId: doomed.id, for: 'everyone' })).toMatchObject({
        type: 'ok',
      });
    expect(await heardTypes()).toEqual(toFour('message.deleted'));
  });

  test('received and read is told to the other side, and on one’s own other devices', async () => {
    const { seq } = await ann.say(chat.id, 'read this');
    await heard();
    sockets.bob.send({ type: 'message.read', chatId: chat.id, upToSeq: seq });
    for (const listener of ['ann', 'annToo', 'bobToo'] as const) {
      expect(await sockets[listener].next('message.status.updated', ({ readSeq }) => readSeq === seq)).toMatchObject({
        chatId: chat.id,
        userId: bob.id,
      });
    }
    expect((await heardTypes()).eve).toEqual([]);
  });
});

describe('a chat', () => {
  test('that begins is told to its people', async () => {
    const group = await ann.groupWith('New', bob);
    const frames = await heard();
    for (const listener of ['ann', 'annToo', 'bob', 'bobToo'] as const) {
      const created = frames[listener].find(({ type }) => type === 'chat.created');
      expect(created).toMatchObject({ chatId: group.id, chat: { id: group.id, title: 'New' } });
    }
    expect(frames.eve).toEqual([]);
  });

  test('that changes, grows and shrinks is told to those who are in it', async () => {
    const group = await ann.groupWith('Life', bob);
    await heard();
    await ann.patch(`/chats/${group.id}`, { title: 'New life' });
    expect((await heard()).bob.find(({ type }) => type === 'chat.updated')).toMatchObject({
      chatId: group.id,
      chat: { title: 'New life' },
    });

    await ann.post(`/chats/${group.id}/members`, { userIds: [eve.id] });
    const grown = await heard();
    expect(grown.eve.find(({ type }) => type === 'chat.created')).toMatchObject({ chatId: group.id });
    expect(grown.bob.find(({ type }) => type === 'group.member.added')).toMatchObject({
      chatId: group.id,
      userIds: [eve.id],
      by: ann.id,
    });

    await ann.delete(`/chats/${group.id}/members/${eve.id}`);
    const shrunk = await heard();
    expect(shrunk.eve.find(({ type }) => type === 'chat.removed')).toEqual({ type: 'chat.removed', chatId: group.id });
    expect(shrunk.eve.filter(({ type }) => type === 'group.member.removed')).toEqual([]);
    expect(shrunk.bob.find(({ type }) => type === 'group.member.removed')).toMatchObject({
      chatId: group.id,
      userIds: [eve.id],
      by: ann.id,
    });

    await ann.say(group.id, 'without her');
    expect(await heardTypes()).toEqual(toFour('message.new'));
  });

  test('that somebody sets up for themselves is told on their own devices', async () => {
    const chat = await ann.directWith(bob);
    await heard();
    await ann.patch(`/chats/${chat.id}/me`, { pinned: true });
    expect(await heardTypes()).toEqual(toAnn('chat.updated'));
  });
});

describe('typing', () => {
  test('is told to the others in the chat, and its end', async () => {
    const chat = await ann.directWith(bob);
    await heard();
    sockets.ann.send({ type: 'typing.start', chatId: chat.id });
    expect(await sockets.bob.next('typing')).toEqual({ type: 'typing', chatId: chat.id, userId: ann.id, active: true });
    sockets.ann.send({ type: 'typing.stop', chatId: chat.id });
    expect(await sockets.bob.next('typing')).toEqual({ type: 'typing', chatId: chat.id, userId: ann.id, active: false });
    expect(await heardTypes()).toEqual({ ...toBob(), bobToo: ['typing', 'typing'] });
  });

  test('in a chat that one is not in is refused or ignored', async () => {
    const chat = await ann.directWith(bob);
    await heard();
    sockets.eve.send({ type: 'typing.start', chatId: chat.id });
    const answer = await sockets.eve.ask({ type: 'ping' });
    expect(answer).toMatchObject({ type: 'pong' });
    const types = await heardTypes();
    expect([...types.ann, ...types.bob]).toEqual([]);
  });
});

describe('presence', () => {
  test('is told to who asked for it, at once and when it changes', async () => {
    const cid = await newPerson(server);
    sockets.bob.send({ type: 'presence.subscribe', userIds: [cid.id, ann.id] });
    const first = [await sockets.bob.next('presence.updated'), await sockets.bob.next('presence.updated')];
    expect(new Map(first.map(({ userId, online }) => [userId, online]))).toEqual(
      new Map([
        [cid.id, false],
        [ann.id, true],
      ]),
    );
    const live = await cid.connect();
    expect(await sockets.bob.next('presence.updated')).toMatchObject({ userId: cid.id, online: true });
    live.close();
    const gone = await sockets.bob.next('presence.updated');
    expect(gone).toMatchObject({ userId: cid.id, online: false });
    expect(Date.parse(gone.lastSeenAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    sockets.bob.send({ type: 'presence.unsubscribe', userIds: [cid.id] });
    await sockets.bob.ask({ type: 'ping' });
    const again = await cid.connect();
    again.close();
    const frames = await heard();
    expect(frames.bob).toEqual([]);
    expect(frames.eve).toEqual([]);
  });

  test('is hidden from whom the person hides it from', async () => {
    const cid = await newPerson(server);
    await cid.patch('/users/me/privacy', { lastSeen: 'nobody' });
    const live = await cid.connect();
    sockets.bob.send({ type: 'presence.subscribe', userIds: [cid.id] });
    expect(await sockets.bob.next('presence.updated')).toEqual({ type: 'presence.updated', userId: cid.id, online: false });
    live.close();
    expect((await heard()).bob).toEqual([]);
  });

  test('ends for somebody who is blocked while they watch', async () => {
    const [cid, dan] = await Promise.all([newPerson(server), newPerson(server)]);
    const watcher = await dan.connect();
    watcher.send({ type: 'presence.subscribe', userIds: [cid.id] });
    expect(await watcher.next('presence.updated')).toMatchObject({ online: false });
    await cid.put(`/blocks/${dan.id}`);
    sockets.bob.send({ type: 'presence.subscribe', userIds: [cid.id] });
    await sockets.bob.next('presence.updated', ({ userId }) => userId === cid.id);
    const live = await cid.connect();
    // Somebody else is told, so it was told to whoever it is told to.
    await sockets.bob.next('presence.updated', ({ userId, online }) => userId === cid.id && online);
    expect((await dan.get<{ online: boolean }>(`/users/${cid.id}/presence`)).online).toBe(false);
    const mark = await eve.groupWith('Mark', dan);
    await watcher.next('chat.created', ({ chatId }) => chatId === mark.id);
    expect(watcher.rest().filter((frame) => frame.type === 'presence.updated' && frame.online)).toEqual([]);
    live.close();
    watcher.close();
  });
});
