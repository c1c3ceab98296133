import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { History, Message } from '@parley/protocol/message';
import type { SearchHit } from '@parley/protocol/search';
import type { Sync } from '@parley/protocol/sync';
import { eventually } from '../support/eventually.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

type Request = readonly [method: string, path: string, body?: unknown];
const uuid = () => Bun.randomUUIDv7();
const text = (words: string) => ({ type: 'text', text: words });

/** Everything that can be asked of a chat. */
const ofChat = (chatId: string, userId: string): Request[] => [
  ['GET', `/chats/${chatId}`],
  ['PATCH', `/chats/${chatId}`, { title: 'Mine' }],
  ['PATCH', `/chats/${chatId}/me`, { pinned: true }],
  ['GET', `/chats/${chatId}/members`],
  ['POST', `/chats/${chatId}/members`, { userIds: [userId] }],
  ['DELETE', `/chats/${chatId}/members/${userId}`],
  ['PATCH', `/chats/${chatId}/members/${userId}`, { role: 'admin' }],
  ['GET', `/chats/${chatId}/messages`],
  ['POST', '/messages', { chatId, clientMsgId: uuid(), content: text('hi') }],
  ['GET', `/search/messages?q=secret&chatId=${chatId}`],
];

/** Everything that can be asked of a message. */
const ofMessage = (chatId: string, id: string): Request[] => [
  ['GET', `/messages/${id}`],
  ['PATCH', `/messages/${id}`, { content: text('mine') }],
  ['DELETE', `/messages/${id}?for=me`],
  ['DELETE', `/messages/${id}?for=everyone`],
  ['GET', `/messages/${id}/history`],
  ['GET', `/messages/${id}/info`],
  ['PUT', `/messages/${id}/reactions/%F0%9F%91%8D`],
  ['DELETE', `/messages/${id}/reactions/%F0%9F%91%8D`],
  ['PUT', `/messages/${id}/star`],
  ['DELETE', `/messages/${id}/star`],
  ['PUT', `/chats/${chatId}/pins/${id}`],
  ['DELETE', `/chats/${chatId}/pins/${id}`],
];

describe('somebody who was never in a chat', () => {
  let [ann, bob, eve]: Person[] = [];
  let group: Chat;
  let direct: Chat;
  let message: Message;
  beforeAll(async () => {
    [ann, bob, eve] = await Promise.all([newPerson(server), newPerson(server), newPerson(server)]);
    group = await (ann as Person).groupWith('Secret', bob as Person);
    direct = await (ann as Person).directWith(bob as Person);
    message = await (ann as Person).say(group.id, 'secret plan');
    await (ann as Person).say(direct.id, 'secret too');
  });
  const people = () => ({ ann: ann as Person, bob: bob as Person, eve: eve as Person });

  test('learns nothing of it, not even that it exists', async () => {
    const { bob, eve } = people();
    for (const chat of [group, direct]) {
      for (const [method, path, body] of ofChat(chat.id, bob.id)) {
        const given = await eve.call<{ code: string; detail: string }>(method, path, body);
        expect([method, path, given.status, given.body?.code]).toEqual([method, path, 404, 'chat.not_found']);
        const [, unknownPath, unknownBody] =
          ofChat(uuid(), bob.id)[ofChat(chat.id, bob.id).findIndex(([m, p]) => m === method && p === path)] ?? [];
        const unknown = await eve.call<{ code: string; detail: string }>(method, unknownPath ?? '', unknownBody);
        expect([given.body.code, given.body.detail]).toEqual([unknown.body.code, unknown.body.detail]);
      }
    }
  });

  test('learns nothing of its messages', async () => {
    const { eve } = people();
    for (const [method, path, body] of ofMessage(group.id, message.id)) {
      expect([method, path, await eve.refused(method, path, body)]).toEqual([
        method,
        path,
        expect.stringMatching(/^404 (message|chat)\.not_found$/),
      ]);
    }
    const own = await eve.post<Chat>('/chats', { type: 'self' });
    expect(await eve.refused('POST', '/messages/forward', { messageIds: [message.id], chatIds: [own.id] })).toBe(
      '404 message.not_found',
    );
    const reply = { chatId: own.id, clientMsgId: uuid(), content: text('so'), replyToId: message.id };
    expect(await eve.refused('POST', '/messages', reply)).toBe('404 message.reply_not_found');
    // Pinned under a chat of one's own it is not in.
    expect(await eve.refused('PUT', `/chats/${own.id}/pins/${message.id}`)).toBe('404 message.not_found');
  });

  test('can’t move the watermarks of others, and is told nothing by trying', async () => {
    const { ann, eve } = people();
    for (const body of [{ chatId: group.id, upToSeq: 99 }, { messageIds: [message.id] }]) {
      for (const path of ['/messages/read', '/messages/delivered'])
        expect([204, 404]).toContain((await eve.call('POST', path, body)).status);
    }
    expect((await ann.get<Message>(`/messages/${message.id}`)).status).toBe('sent');
  });

  test('finds nothing of it in lists, sync and search', async () => {
    const { bob, eve } = people();
    await eventually(async () =>
      (await bob.get<{ items: SearchHit[] }>('/search/messages?q=secret')).items.length >= 2 ? true : undefined,
    );
    expect((await eve.get<{ items: unknown[] }>('/search/messages?q=secret')).items).toEqual([]);
    const sync = await eve.get<Sync>('/sync');
    expect([...sync.chats.map(({ id }) => id), ...sync.messages.map(({ chatId }) => chatId)]).not.toContain(group.id);
    expect((await eve.get<{ items: Chat[] }>('/chats')).items.map(({ id }) => id)).not.toContain(group.id);
  });

  test('is refused over a live connection too', async () => {
    const { eve } = people();
    const socket = await eve.connect();
    const frames = [
      { type: 'message.send', chatId: group.id, clientMsgId: uuid(), content: text('hi') },
      { type: 'message.edit', messageId: message.id, content: text('mine') },
      { type: 'message.delete', messageId: message.id, for: 'everyone' },
      { type: 'message.delete', messageId: message.id, for: 'me' },
      { type: 'message.react', messageId: message.id, emoji: '👍' },
    ];
    for (const frame of frames)
      expect(await socket.ask(frame)).toMatchObject({
        type: 'error',
        code: frame.type === 'message.send' ? 'chat.not_found' : 'message.not_found',
      });
    socket.close();
  });
});

describe('somebody who was removed', () => {
  let [ann, bob]: Person[] = [];
  let group: Chat;
  let before: Message;
  let after: Message;
  beforeAll(async () => {
    [ann, bob] = await Promise.all([newPerson(server), newPerson(server)]);
    group = await (ann as Person).groupWith('Team', bob as Person);
    before = await (ann as Person).say(group.id, 'zebra before');
    await (ann as Person).delete(`/chats/${group.id}/members/${bob?.id}`);
    after = await (ann as Person).say(group.id, 'zebra after');
  });

  test('may do nothing there any more', async () => {
    for (const [method, path, body] of ofChat(group.id, ann?.id ?? '')) {
      if (path.includes('/messages') && method === 'GET') continue;
      expect([method, path, await bob?.refused(method, path, body)]).toEqual([
        method,
        path,
        expect.stringMatching(/^(403 chat\.not_a_member|404 chat\.not_found)$/),
      ]);
    }
    const socket = await (bob as Person).connect();
    expect(await socket.ask({ type: 'message.send', chatId: group.id, clientMsgId: uuid(), content: text('hi') })).toMatchObject({
      type: 'error',
      code: 'chat.not_a_member',
    });
    socket.close();
  });

  test('may not change what is there, nor touch what came later', async () => {
    for (const [method, path, body] of ofMessage(group.id, after.id)) {
      expect([method, path, await bob?.refused(method, path, body)]).toEqual([
        method,
        path,
        expect.stringMatching(/^(403 chat\.not_a_member|404 \w+\.not_found)$/),
      ]);
    }
    for (const [method, path, body] of ofMessage(group.id, before.id)) {
      if (method === 'GET' || path.endsWith('for=me') || path.endsWith('/star')) continue;
      expect([method, path, await bob?.refused(method, path, body)]).toEqual([
        method,
        path,
        expect.stringMatching(/^403 (chat\.not_a_member|message\.forbidden)$/),
      ]);
    }
  });

  test('reads what was there up to then, and nothing later', async () => {
    const last = await (bob as Person).get<History>(`/chats/${group.id}/messages?after=0&limit=200`);
    expect(last.items.map(({ id }) => id)).toContain(before.id);
    expect(last.items.map(({ seq }) => seq)).not.toContain(after.seq);
    expect(last.hasMoreAfter).toBe(false);
    for (const query of ['', `?around=${after.seq}`, `?before=${after.seq + 5}`, `?after=${before.seq}`]) {
      const { items } = await (bob as Person).get<History>(`/chats/${group.id}/messages${query}`);
      expect(JSON.stringify(items)).not.toContain('zebra after');
    }
    await eventually(async () =>
      (await (ann as Person).get<{ items: unknown[] }>('/search/messages?q=zebra')).items.length === 2 ? true : undefined,
    );
    const { items } = await (bob as Person).get<{ items: SearchHit[] }>('/search/messages?q=zebra');
    expect(items.map(({ message }) => message.id)).toEqual([before.id]);
    const sync = await (bob as Person).get<Sync>('/sync');
    expect(JSON.stringify(sync)).not.toContain('zebra after');
  });

  test('hears nothing of it live', async () => {
    const socket = await (bob as Person).connect();
    await (ann as Person).say(group.id, 'behind your back');
    // What comes after that shows that it would have been here by now.
    const chat = await (ann as Person).directWith(bob as Person);
    const direct = await (ann as Person).say(chat.id, 'to you');
    await socket.next('message.new', ({ message }) => message.id === direct.id);
    expect(socket.rest().filter((frame) => JSON.stringify(frame).includes(group.id))).toEqual([]);
    socket.close();
  });

  test('is back when added again, without what came in between', async () => {
    const missed = await (ann as Person).say(group.id, 'you missed this');
    await (ann as Person).post(`/chats/${group.id}/members`, { userIds: [bob?.id] });
    const again = await (ann as Person).say(group.id, 'welcome back');
    const { items } = await (bob as Person).get<History>(`/chats/${group.id}/messages?limit=200`);
    expect(items.map(({ id }) => id)).toContain(again.id);
    expect(items.map(({ id }) => id)).not.toContain(missed.id);
  });
});

describe('somebody who is blocked', () => {
  let [ann, bob]: Person[] = [];
  let direct: Chat;
  const send = (words: string) => ({ chatId: direct.id, clientMsgId: uuid(), content: text(words) });
  beforeAll(async () => {
    [ann, bob] = await Promise.all([newPerson(server), newPerson(server)]);
    direct = await (ann as Person).directWith(bob as Person);
    await (ann as Person).put(`/blocks/${bob?.id}`);
  });

  test('can’t send, either way, by REST or live, as soon as the block is answered', async () => {
    const [blocker, blocked] = [ann as Person, bob as Person];
    expect(await blocked.refused('POST', '/messages', send('hi'))).toBe('403 chat.blocked');
    expect(await blocker.refused('POST', '/messages', send('hi'))).toBe('403 chat.blocked');
    const socket = await blocked.connect();
    expect(await socket.ask({ type: 'message.send', ...send('hi') })).toMatchObject({ type: 'error', code: 'chat.blocked' });
    socket.close();
  });

  test('can’t add the other to a group', async () => {
    const group = await (bob as Person).groupWith('Bobs');
    expect(await bob?.refused('POST', `/chats/${group.id}/members`, { userIds: [ann?.id] })).toMatch(
      /^403 chat\.(add_refused|blocked)$/,
    );
    expect(await bob?.refused('POST', '/chats', { type: 'group', title: 'New', memberIds: [ann?.id] })).toMatch(
      /^403 chat\.(add_refused|blocked)$/,
    );
  });

  test('sees no presence', async () => {
    const live = await (ann as Person).connect();
    expect(await (bob as Person).get<object>(`/users/${ann?.id}/presence`)).toEqual({ userId: ann?.id, online: false });
    const socket = await (bob as Person).connect();
    socket.send({ type: 'presence.subscribe', userIds: [ann?.id] });
    expect(await socket.next('presence.updated')).toEqual({ type: 'presence.updated', userId: ann?.id as string, online: false });
    live.close();
    socket.close();
  });

  test('can’t begin a new chat with who blocked them', async () => {
    const eve = await newPerson(server);
    await (ann as Person).put(`/blocks/${eve.id}`);
    expect(await eve.refused('POST', '/chats', { type: 'direct', userId: ann?.id })).toBe('403 chat.blocked');
  });

  test('can send again when the block is lifted', async () => {
    await (ann as Person).delete(`/blocks/${bob?.id}`);
    expect((await bob?.call('POST', '/messages', send('again')))?.status).toBe(201);
  });
});

test('nobody blocks or adds themselves', async () => {
  const ann = await newPerson(server);
  expect(await ann.refused('PUT', `/blocks/${ann.id}`)).toBe('400 user.self_not_allowed');
  expect(await ann.refused('POST', '/contacts', { userId: ann.id })).toBe('400 user.self_not_allowed');
});
