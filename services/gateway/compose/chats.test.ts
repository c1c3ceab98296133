import { beforeEach, describe, expect, test } from 'bun:test';
import { type Chat, chatSchema } from '@parley/protocol/chat';
import { fail } from '@parley/protocol/errors';
import type { Page } from '@parley/protocol/page';
import { type Sync, syncSchema } from '@parley/protocol/sync';
import { ALICE, BOB, CHAT, createGatewayBed, type GatewayBed, MESSAGE } from '../testing/gateway-bed.ts';
import { AT, sampleChat, sampleMember, sampleMessage, sampleState, sampleUser } from '../testing/samples.ts';

const OTHER_CHAT = '0198c0de-0000-7000-8000-0000000000c2';
const LEFT_CHAT = '0198c0de-0000-7000-8000-0000000000c3';

let bed: GatewayBed;
let token: string;
beforeEach(async () => {
  bed = await createGatewayBed();
  token = await bed.token();
  bed.answer('user', 'getUsers', async ({ userIds }) => ({ users: userIds.map((id) => sampleUser(id)) }));
  bed.answer('presence', 'getPresence', async ({ userIds }) => ({
    presences: userIds.map((userId) => ({ userId, visible: userId === BOB, online: true, lastSeenAt: AT })),
  }));
  bed.answer('message', 'getWatermarks', async () => ({
    watermarks: [{ chatId: CHAT, userId: BOB, deliveredSeq: 8, readSeq: 6 }],
  }));
  bed.answer('chat', 'getChats', async ({ chatIds }) => ({
    chats: [
      sampleChat({ id: OTHER_CHAT, type: 'direct', peerId: BOB }),
      sampleChat({ members: [sampleMember(ALICE), sampleMember(BOB)] }),
    ].filter((chat) => chatIds.includes(chat.id)),
  }));
});

const names = () => bed.called.map((call) => call.name).sort();

describe('GET /chats', () => {
  test('puts chats together in the order of their activity, with one call of each kind', async () => {
    const states = [
      sampleState({ lastMessage: sampleMessage() }),
      sampleState({ chatId: OTHER_CHAT }),
      sampleState({ chatId: LEFT_CHAT }),
    ];
    bed.answer('message', 'listChatStates', async () => ({ states, nextCursor: 'more' }));
    const { status, body } = await bed.request<Page<Chat>>('GET', '/api/v1/chats?limit=3', { token });

    expect(status).toBe(200);
    expect(body.nextCursor).toBe('more');
    // A chat that the caller has just left is not among them.
    expect(body.items.map((chat) => chat.id)).toEqual([CHAT, OTHER_CHAT]);
    for (const chat of body.items) expect(chatSchema.safeParse(chat).error).toBeUndefined();
    expect(names()).toEqual([
      'chat.getChats',
      'message.getWatermarks',
      'message.listChatStates',
      'presence.getPresence',
      'user.getUsers',
    ]);
    expect(bed.called.find((call) => call.name === 'user.getUsers')?.request).toEqual({ viewerId: ALICE, userIds: [ALICE, BOB] });
  });

  test('shows members with profile, watermarks and the presence that may be seen', async () => {
    bed.answer('message', 'listChatStates', async () => ({ states: [sampleState()] }));
    const { body } = await bed.request<Page<Chat>>('GET', '/api/v1/chats', { token });
    const [alice, bob] = body.items[0]?.members ?? [];
    expect(bob).toEqual({
      user: { id: BOB, displayName: 'Name of b', online: true, lastSeenAt: '2026-03-01T12:00:00.000Z' },
      role: 'member',
      joinedAt: '2026-03-01T12:00:00.000Z',
      readSeq: 6,
      deliveredSeq: 8,
    });
    expect(alice?.user).toEqual({ id: ALICE, displayName: 'Name of a' });
    expect(body.items[0]?.me).toEqual({
      role: 'owner',
      joinedSeq: 0,
      readSeq: 7,
      deliveredSeq: 9,
      unread: 2,
      pinned: false,
      archived: false,
      markedUnread: false,
    });
  });

  test('does without presence when it cannot be had', async () => {
    bed.answer('presence', 'getPresence', () => Promise.reject(fail('internal.unavailable')));
    bed.answer('message', 'listChatStates', async () => ({ states: [sampleState()] }));
    const { status, body } = await bed.request<Page<Chat>>('GET', '/api/v1/chats', { token });
    expect(status).toBe(200);
    expect(body.items[0]?.members?.[1]?.user.online).toBeUndefined();
    expect(bed.log.map((line) => line.msg)).toContain('presence could not be had');
  });

  test('asks for nothing where there are no chats', async () => {
    bed.answer('message', 'listChatStates', async () => ({ states: [] }));
    expect((await bed.request('GET', '/api/v1/chats', { token })).body).toEqual({ items: [], nextCursor: null });
    expect(names()).toEqual(['message.listChatStates']);
  });
});

describe('one chat', () => {
  test('is shown even before the message service has heard of it', async () => {
    bed.answer('chat', 'createGroup', async () => ({ chat: sampleChat(), created: true }));
    bed.answer('message', 'getChatStates', async () => ({ states: [] }));
    const body = { type: 'group', title: 'Friends', memberIds: [BOB] };
    const answer = await bed.request<Chat>('POST', '/api/v1/chats', { token, body });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ id: CHAT, lastSeq: 0, messagesVersion: 0, me: { unread: 0 } });
    expect(answer.body.members).toHaveLength(2);
  });

  test('that was just made is answered while the message service is away, so that nobody makes it twice', async () => {
    bed.answer('chat', 'createGroup', async () => ({ chat: sampleChat(), created: true }));
    for (const method of ['getChatStates', 'getWatermarks'] as const) {
      bed.answer('message', method, async () => {
        throw fail('internal.unavailable');
      });
    }
    const body = { type: 'group', title: 'Friends', memberIds: [BOB] };
    const answer = await bed.request<Chat>('POST', '/api/v1/chats', { token, body });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ id: CHAT, lastSeq: 0, me: { unread: 0 } });
  });

  test('that was there before answers 200', async () => {
    bed.answer('chat', 'createDirectChat', async () => ({
      chat: sampleChat({ id: OTHER_CHAT, type: 'direct', peerId: BOB }),
      created: false,
    }));
    bed.answer('message', 'getChatStates', async () => ({ states: [sampleState({ chatId: OTHER_CHAT })] }));
    const answer = await bed.request<Chat>('POST', '/api/v1/chats', { token, body: { type: 'direct', userId: BOB } });
    expect(answer.status).toBe(200);
    expect(answer.body.peer?.id).toBe(BOB);
  });

  test('that one may not see is not there', async () => {
    expect(await bed.request('GET', `/api/v1/chats/${LEFT_CHAT}`, { token })).toMatchObject({
      status: 404,
      body: { code: 'chat.not_found' },
    });
  });

  test('is unmuted by null, and left as it is by silence', async () => {
    const requests: unknown[] = [];
    bed.answer('chat', 'updateMySettings', async (request) => {
      requests.push(request);
      return sampleChat();
    });
    bed.answer('message', 'getChatStates', async () => ({ states: [sampleState()] }));
    for (const body of [{ mutedUntil: null }, { pinned: true }, { mutedUntil: '2026-03-01T13:00:00+01:00' }]) {
      expect((await bed.request('PATCH', `/api/v1/chats/${CHAT}/me`, { token, body })).status).toBe(200);
    }
    expect(requests).toEqual([
      { chatId: CHAT, mutedUntil: 0 },
      { chatId: CHAT, pinned: true },
      { chatId: CHAT, mutedUntil: AT },
    ]);
  });
});

describe('GET /sync', () => {
  test('gives everything that was missed, with the chats put together', async () => {
    bed.answer('message', 'sync', async () => ({
      cursor: 'next',
      chats: [sampleState()],
      messages: [sampleMessage()],
      changes: [
        { chatId: CHAT, version: 5, seq: 9, type: 'message.edited', message: sampleMessage({ editedAt: AT }) },
        { chatId: CHAT, version: 6, seq: 3, type: 'message.hidden' },
      ],
      removedChatIds: [LEFT_CHAT],
      hasMore: true,
    }));
    const { body } = await bed.request<Sync>('GET', '/api/v1/sync?cursor=now&limit=10', { token });
    expect(syncSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({ cursor: 'next', hasMore: true, removedChats: [LEFT_CHAT] });
    expect(body.chats.map((chat) => chat.id)).toEqual([CHAT]);
    expect(body.messages.map((message) => message.id)).toEqual([MESSAGE]);
    expect(body.changes.map((change) => [change.type, change.message?.id])).toEqual([
      ['message.edited', MESSAGE],
      ['message.hidden', undefined],
    ]);
    expect(bed.called[0]?.request).toEqual({ cursor: 'now', limit: 10 });
  });
});
