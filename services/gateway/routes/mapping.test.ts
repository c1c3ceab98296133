import { beforeAll, expect, test } from 'bun:test';
import type { Calls } from '../gateway.ts';
import { ALICE, BOB, CHAT, createGatewayBed, type GatewayBed, MESSAGE, SESSION } from '../testing/gateway-bed.ts';
import { AT, sampleChat, sampleMember, sampleMessage, sampleState, sampleUser } from '../testing/samples.ts';

const KEY = '0198c0de-0000-7000-8000-0000000000aa';
const AT_ISO = '2026-03-01T12:00:00.000Z';
const grant = {
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresIn: 900,
  sessionId: SESSION,
  userId: ALICE,
  isNewUser: false,
};
const session = {
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresIn: 900,
  sessionId: SESSION,
  user: { id: ALICE, displayName: 'Name of a' },
  isNewUser: false,
};
const privacy = {
  lastSeen: 'everyone',
  avatar: 'everyone',
  about: 'everyone',
  groupAdd: 'contacts',
  readReceipts: true,
  discoverableByPhone: true,
};
const alice = { id: ALICE, displayName: 'Name of a' };
const bob = { id: BOB, displayName: 'Name of b' };
const page = (...items: unknown[]) => ({ items, nextCursor: null });

let bed: GatewayBed;
let token: string;
beforeAll(async () => {
  bed = await createGatewayBed();
  token = await bed.token();
  const nothing = async () => ({});
  const contact = async () => ({ user: sampleUser(BOB), name: 'B', addedAt: AT });
  const answers: { [S in keyof Calls]: Partial<Calls[S]> } = {
    auth: {
      requestCode: async () => ({ challengeId: 'c', expiresIn: 300, resendIn: 30 }),
      verifyCode: async () => grant,
      register: async () => ({ ...grant, isNewUser: true }),
      login: async () => grant,
      refresh: async () => grant,
      listSessions: async () => ({ sessions: [{ id: SESSION, createdAt: AT, lastUsedAt: AT, current: true }] }),
      revokeSession: nothing,
      revokeOtherSessions: async () => ({ revoked: 1 }),
    },
    user: {
      getUsers: async ({ userIds }) => ({ users: userIds.map((id) => sampleUser(id)) }),
      searchUsers: async () => ({ users: [sampleUser(BOB)] }),
      updateProfile: async () => sampleUser(ALICE),
      getPrivacy: async () => privacy,
      updatePrivacy: async () => privacy,
      listContacts: async () => ({ contacts: [await contact()], nextCursor: 'more' }),
      addContact: contact,
      updateContact: contact,
      removeContact: nothing,
      syncContacts: async () => ({ matches: [{ phone: '0170 1', user: sampleUser(BOB) }] }),
      listBlocks: async () => ({ users: [sampleUser(BOB)] }),
      blockUser: nothing,
      unblockUser: nothing,
      registerDevice: async () => ({ id: KEY, kind: 'fcm', createdAt: AT }),
      deleteDevice: nothing,
    },
    presence: {
      getPresence: async ({ userIds }) => ({ presences: userIds.map((userId) => ({ userId, visible: false, online: true })) }),
    },
    chat: {
      getChats: async () => ({ chats: [sampleChat()] }),
      updateChat: async () => sampleChat(),
      listMembers: async () => ({ members: [sampleMember(BOB)], nextCursor: 'more' }),
      addMembers: async () => sampleChat(),
      removeMember: nothing,
      changeRole: async () => sampleMember(BOB),
      createSelfChat: async () => ({ chat: sampleChat({ type: 'self' }), created: true }),
    },
    message: {
      getChatStates: async () => ({ states: [sampleState()] }),
      getWatermarks: async () => ({ watermarks: [] }),
      getMessage: async () => sampleMessage({ reactions: [{ emoji: '👍', count: 2, mine: true }] }),
      edit: async () => sampleMessage({ editedAt: AT }),
      delete: nothing,
      star: nothing,
      pin: nothing,
      forward: async () => ({ messages: [sampleMessage()] }),
      editHistory: async () => ({ edits: [{ content: '{"type":"text","text":"ho"}', at: AT }] }),
      info: async () => ({ receipts: [{ userId: BOB, deliveredAt: AT }] }),
      search: async () => ({ hits: [{ message: sampleMessage(), highlights: [{ offset: 0, length: 2 }] }], nextCursor: 'more' }),
    },
  };
  for (const [service, methods] of Object.entries(answers)) {
    for (const [method, fake] of Object.entries(methods)) bed.answer(service as 'auth', method as 'login', fake as never);
  }
});

const address = '192.0.2.1';
const device = { name: 'Phone', platform: 'ios' };
const member = { user: bob, role: 'member', joinedAt: AT_ISO, readSeq: 0, deliveredSeq: 0 };
const contact = { user: bob, name: 'B', addedAt: AT_ISO };
const message = {
  id: MESSAGE,
  chatId: CHAT,
  seq: 9,
  senderId: ALICE,
  clientMsgId: '0198c0de-0000-7000-8000-0000000000e1',
  createdAt: AT_ISO,
  content: { type: 'text', text: 'hi' },
};
const chat = { id: CHAT, type: 'group', lastSeq: 9, me: { role: 'owner', unread: 2 } };

type Row = readonly [request: string, body: unknown, call: string, passed: unknown, status: number, answer: unknown];
const rows: readonly Row[] = [
  // Accounts
  [
    'POST /auth/otp',
    { phone: '0170 1', country: 'de' },
    'auth.requestCode',
    { phone: '0170 1', country: 'DE', address },
    202,
    { challengeId: 'c', expiresIn: 300, resendIn: 30 },
  ],
  [
    'POST /auth/otp/verify',
    { challengeId: 'c', code: '1' },
    'auth.verifyCode',
    { challengeId: 'c', code: '1', address },
    200,
    session,
  ],
  [
    'POST /auth/register',
    { username: 'ann', password: 'p', displayName: 'Ann', device },
    'auth.register',
    { username: 'ann', password: 'p', displayName: 'Ann', device, address },
    201,
    { ...session, isNewUser: true },
  ],
  [
    'POST /auth/login',
    { login: 'ann', password: 'p', device: {} },
    'auth.login',
    { login: 'ann', password: 'p', device: { name: '', platform: 'other' }, address },
    200,
    session,
  ],
  ['POST /auth/refresh', { refreshToken: 'r' }, 'auth.refresh', { refreshToken: 'r', address }, 200, session],
  ['POST /auth/logout', undefined, 'auth.revokeSession', { sessionId: SESSION }, 204, ''],
  [
    'GET /auth/sessions',
    undefined,
    'auth.listSessions',
    {},
    200,
    page({ id: SESSION, createdAt: AT_ISO, lastUsedAt: AT_ISO, current: true }),
  ],
  ['DELETE /auth/sessions', undefined, 'auth.revokeOtherSessions', {}, 204, ''],
  [`DELETE /auth/sessions/${KEY}`, undefined, 'auth.revokeSession', { sessionId: KEY }, 204, ''],
  // People
  ['GET /users/me', undefined, 'user.getUsers', { viewerId: ALICE, userIds: [ALICE] }, 200, alice],
  [`GET /users/${BOB}`, undefined, 'user.getUsers', { viewerId: ALICE, userIds: [BOB] }, 200, bob],
  [
    `GET /users?ids=${BOB},${ALICE},${BOB}`,
    undefined,
    'user.getUsers',
    { viewerId: ALICE, userIds: [BOB, ALICE] },
    200,
    page(bob, alice),
  ],
  ['GET /users/search?q=bo&limit=5', undefined, 'user.searchUsers', { query: 'bo', limit: 5 }, 200, page(bob)],
  [
    `GET /users/${BOB}/presence`,
    undefined,
    'presence.getPresence',
    { viewerId: ALICE, userIds: [BOB] },
    200,
    { userId: BOB, online: false },
  ],
  ['PATCH /users/me', { about: '', surprise: 1 }, 'user.updateProfile', { about: '' }, 200, alice],
  ['GET /users/me/privacy', undefined, 'user.getPrivacy', {}, 200, privacy],
  ['PATCH /users/me/privacy', { lastSeen: 'nobody' }, 'user.updatePrivacy', { lastSeen: 'nobody' }, 200, privacy],
  [
    'GET /contacts?limit=2&cursor=x',
    undefined,
    'user.listContacts',
    { limit: 2, cursor: 'x' },
    200,
    { items: [contact], nextCursor: 'more' },
  ],
  ['POST /contacts', { userId: BOB, name: 'B' }, 'user.addContact', { userId: BOB, name: 'B' }, 201, contact],
  [
    'POST /contacts/sync',
    { phones: ['0170 1'] },
    'user.syncContacts',
    { phones: ['0170 1'] },
    200,
    page({ phone: '0170 1', user: bob }),
  ],
  [`PATCH /contacts/${BOB}`, { name: '' }, 'user.updateContact', { userId: BOB, name: '' }, 200, contact],
  [`DELETE /contacts/${BOB}`, undefined, 'user.removeContact', { userId: BOB }, 204, ''],
  ['GET /blocks', undefined, 'user.listBlocks', { limit: 50 }, 200, page(bob)],
  [`PUT /blocks/${BOB}`, undefined, 'user.blockUser', { userId: BOB }, 204, ''],
  [`DELETE /blocks/${BOB}`, undefined, 'user.unblockUser', { userId: BOB }, 204, ''],
  [
    'POST /devices',
    { kind: 'fcm', token: 't' },
    'user.registerDevice',
    { kind: 'fcm', token: 't' },
    201,
    { id: KEY, kind: 'fcm', createdAt: AT_ISO },
  ],
  [
    'POST /devices',
    { kind: 'webpush', subscription: { endpoint: 'https://push.example/1' } },
    'user.registerDevice',
    { kind: 'webpush', subscription: '{"endpoint":"https://push.example/1"}' },
    201,
    { id: KEY },
  ],
  [`DELETE /devices/${KEY}`, undefined, 'user.deleteDevice', { deviceId: KEY }, 204, ''],
  // Chats
  ['POST /chats', { type: 'self' }, 'chat.createSelfChat', {}, 201, chat],
  [`GET /chats/${CHAT}`, undefined, 'chat.getChats', { chatIds: [CHAT], inlineMembers: 32 }, 200, chat],
  [
    `PATCH /chats/${CHAT}`,
    { title: 'T', permissions: { send: 'admins' } },
    'chat.updateChat',
    { chatId: CHAT, title: 'T', permissionSend: 'admins' },
    200,
    chat,
  ],
  [
    `GET /chats/${CHAT}/members?limit=1`,
    undefined,
    'chat.listMembers',
    { chatId: CHAT, limit: 1 },
    200,
    { items: [member], nextCursor: 'more' },
  ],
  [`POST /chats/${CHAT}/members`, { userIds: [BOB] }, 'chat.addMembers', { chatId: CHAT, userIds: [BOB] }, 200, chat],
  [`DELETE /chats/${CHAT}/members/${BOB}`, undefined, 'chat.removeMember', { chatId: CHAT, userId: BOB }, 204, ''],
  [
    `PATCH /chats/${CHAT}/members/${BOB}`,
    { role: 'admin' },
    'chat.changeRole',
    { chatId: CHAT, userId: BOB, role: 'admin' },
    200,
    member,
  ],
  // Messages
  [
    `GET /messages/${MESSAGE}`,
    undefined,
    'message.getMessage',
    { messageId: MESSAGE },
    200,
    { ...message, reactions: [{ emoji: '👍', count: 2, mine: true }] },
  ],
  [
    `PATCH /messages/${MESSAGE}`,
    { content: { type: 'text', text: 'ha' } },
    'message.edit',
    { messageId: MESSAGE, content: '{"type":"text","text":"ha"}', mentions: [] },
    200,
    { ...message, editedAt: AT_ISO },
  ],
  [`DELETE /messages/${MESSAGE}`, undefined, 'message.delete', { messageId: MESSAGE, scope: 'me' }, 204, ''],
  [`DELETE /messages/${MESSAGE}?for=everyone`, undefined, 'message.delete', { messageId: MESSAGE, scope: 'everyone' }, 204, ''],
  [
    `GET /messages/${MESSAGE}/history`,
    undefined,
    'message.editHistory',
    { messageId: MESSAGE },
    200,
    page({ content: { type: 'text', text: 'ho' }, at: AT_ISO }),
  ],
  [
    `GET /messages/${MESSAGE}/info`,
    undefined,
    'message.info',
    { messageId: MESSAGE },
    200,
    page({ userId: BOB, deliveredAt: AT_ISO }),
  ],
  [`PUT /messages/${MESSAGE}/star`, undefined, 'message.star', { messageId: MESSAGE, starred: true }, 204, ''],
  [`DELETE /messages/${MESSAGE}/star`, undefined, 'message.star', { messageId: MESSAGE, starred: false }, 204, ''],
  [`PUT /chats/${CHAT}/pins/${MESSAGE}`, undefined, 'message.pin', { chatId: CHAT, messageId: MESSAGE, pinned: true }, 204, ''],
  [
    `DELETE /chats/${CHAT}/pins/${MESSAGE}`,
    undefined,
    'message.pin',
    { chatId: CHAT, messageId: MESSAGE, pinned: false },
    204,
    '',
  ],
  [
    'POST /messages/forward',
    { messageIds: [MESSAGE], chatIds: [CHAT], idempotencyKey: KEY },
    'message.forward',
    { messageIds: [MESSAGE], chatIds: [CHAT], idempotencyKey: KEY },
    201,
    page(message),
  ],
  [
    `GET /search/messages?q=hi&chatId=${CHAT}&type=text&from=2026-03-01T12:00:00Z&limit=5`,
    undefined,
    'message.search',
    { query: 'hi', chatId: CHAT, type: 'text', from: AT, limit: 5 },
    200,
    { items: [{ message, highlights: [{ offset: 0, length: 2 }] }], nextCursor: 'more' },
  ],
];

test.each(rows)('%s', async (request, body, call, passed, status, answer) => {
  const [method = '', path = ''] = request.split(' ');
  const before = bed.called.length;
  const given = await bed.request(method, `/api/v1${path}`, { token, body });
  expect([given.status, given.body]).toMatchObject([status, answer] as [number, object]);
  expect(bed.called.slice(before).find(({ name }) => name === call)?.request).toEqual(passed);
});

test('who is not signed in calls as nobody, from their address', async () => {
  await bed.request('POST', '/api/v1/auth/login', { body: { login: 'ann', password: 'p' }, peerAddress: '192.0.2.9' });
  const login = bed.called.findLast(({ name }) => name === 'auth.login');
  expect(login?.call.caller).toEqual({ kind: 'anonymous', address: '192.0.2.9' });
  expect(login?.request).toMatchObject({ address: '192.0.2.9' });
});

test('request id, trace and deadline travel with the call', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await bed.request('GET', '/api/v1/blocks', { token, headers: { 'x-request-id': 'request-0815', traceparent } });
  expect(bed.called.at(-1)?.call).toEqual({
    caller: { kind: 'user', userId: ALICE, sessionId: SESSION },
    requestId: 'request-0815',
    traceparent,
    deadline: bed.clock.now() + 15_000,
  });
});
