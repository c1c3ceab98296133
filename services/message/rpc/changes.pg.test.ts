import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { userSubject } from '@parley/bus/live';
import { systemIds } from '@parley/kernel/ids';
import type { Content } from '@parley/protocol/content';
import { serverFrameSchema } from '@parley/protocol/ws/server-frames';
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
  sendText,
} from '../testing/message-bed.ts';

let server: TestDatabase;
let bed: MessageBed;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());
beforeEach(() => bed.published.splice(0));

const uuid = () => systemIds.uuid();
const textOf = (text: string) => JSON.stringify({ type: 'text', text });
const contentOf = async (messageId: string, userId: string) =>
  JSON.parse((await bed.client.getMessage({ messageId }, by(userId))).content) as Content;

async function group(size = 3) {
  const people = Array.from({ length: size }, uuid);
  const state = await makeChat(bed, people, { type: 'group' });
  const [owner = '', ann = '', bob = ''] = people;
  return { state, chatId: state.chatId, owner, ann, bob };
}

async function eventsOf(chatId: string, subject: string) {
  return bed.db.query<{ payload: unknown }>(`SELECT payload FROM message.outbox WHERE key = $1 AND subject = $2 ORDER BY n`, [
    chatId,
    subject,
  ]);
}

async function versionOf(chatId: string, userId: string) {
  return (await bed.client.getChatStates({ chatIds: [chatId] }, by(userId))).states[0]?.version;
}

describe('Edit', () => {
  test('changes the text, keeps what it was, and tells everybody and the stream', async () => {
    const { chatId, ann, bob } = await group();
    const { id, seq } = await sendText(bed, chatId, ann, 'one');
    bed.published.splice(0);
    const edited = await bed.client.edit({ messageId: id, content: textOf('two'), mentions: [bob] }, by(ann));
    expect(edited).toMatchObject({ id, content: textOf('two'), mentions: [bob] });
    expect(edited.editedAt).toBeGreaterThan(edited.createdAt);
    await bed.client.edit({ messageId: id, content: textOf('three'), mentions: [] }, by(ann));
    const { edits } = await bed.client.editHistory({ messageId: id }, by(bob));
    expect(edits).toEqual([
      { content: textOf('one'), at: edited.createdAt },
      { content: textOf('two'), at: edited.editedAt ?? 0 },
    ]);
    const frames = framesOf(bed, userSubject(bob));
    for (const frame of frames) expect(serverFrameSchema.parse(frame)).toEqual(frame);
    expect(frames).toMatchObject([
      { type: 'message.edited', chatId, messageId: id, seq, version: 1, content: { text: 'two' }, mentions: [bob] },
      { type: 'message.edited', version: 2, content: { text: 'three' } },
    ]);
    expect((await eventsOf(chatId, 'msg.edited')).map((row) => row.payload)).toEqual([
      { chatId, messageId: id, seq, version: 1 },
      { chatId, messageId: id, seq, version: 2 },
    ]);
  });

  test('to the same is none', async () => {
    const { chatId, ann } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    expect((await bed.client.edit({ messageId: id, content: textOf('one'), mentions: [] }, by(ann))).editedAt).toBeUndefined();
    expect(await versionOf(chatId, ann)).toBe(0);
  });

  test('is only the sender’s, and hides the message from strangers', async () => {
    const { chatId, owner, ann } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    const edit = (userId: string, content = textOf('x')) => bed.client.edit({ messageId: id, content, mentions: [] }, by(userId));
    await expect(edit(owner)).rejects.toMatchObject({ code: 'message.forbidden' });
    await expect(edit(uuid())).rejects.toMatchObject({ code: 'message.not_found' });
    await expect(edit(ann, '{')).rejects.toMatchObject({ code: 'message.content_invalid' });
    await expect(edit(ann, textOf('x'.repeat(70_000)))).rejects.toMatchObject({ code: 'message.too_long' });
    await expect(edit(ann, JSON.stringify({ type: 'sticker', mediaId: uuid() }))).rejects.toMatchObject({
      code: 'message.not_editable',
    });
    expect(await contentOf(id, ann)).toEqual({ type: 'text', text: 'one' });
  });

  test('is refused to former members, the blocked, and where only admins may write', async () => {
    const { state, chatId, ann } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    const edit = () => bed.client.edit({ messageId: id, content: textOf('x'), mentions: [] }, by(ann));
    const quiet = await changeChat(bed, state, { permissions: { send: 'admins', edit: 'everyone', invite: 'everyone' } });
    await expect(edit()).rejects.toMatchObject({ code: 'chat.forbidden' });
    await removeMember(bed, quiet, ann);
    await expect(edit()).rejects.toMatchObject({ code: 'chat.not_a_member' });

    const direct = await makeChat(bed, [ann, uuid()]);
    const other = await sendText(bed, direct.chatId, ann, 'one');
    await changeChat(bed, direct, { blockedBy: [direct.members[1]?.userId ?? ''] });
    await expect(bed.client.edit({ messageId: other.id, content: textOf('x'), mentions: [] }, by(ann))).rejects.toMatchObject({
      code: 'chat.blocked',
    });
  });
});

describe('Delete', () => {
  test('for everyone leaves a trace and takes all that hung on the message', async () => {
    const { chatId, owner, ann, bob } = await group();
    const { id, seq } = await sendText(bed, chatId, ann, 'secret');
    await bed.client.edit({ messageId: id, content: textOf('secret 2'), mentions: [bob] }, by(ann));
    await bed.client.react({ messageId: id, emoji: '👍', remove: false }, by(bob));
    await bed.client.star({ messageId: id, starred: true }, by(bob));
    await bed.client.pin({ chatId, messageId: id, pinned: true }, by(owner));
    bed.published.splice(0);
    await bed.client.delete({ messageId: id, scope: 'everyone' }, by(ann));
    const message = await bed.client.getMessage({ messageId: id }, by(bob));
    expect(message).toMatchObject({
      content: '{"type":"system","event":"message.deleted"}',
      reactions: [],
      starred: false,
      mentions: [],
    });
    expect(message.editedAt).toBeUndefined();
    expect(message.deletedAt).toBeDefined();
    expect((await bed.client.editHistory({ messageId: id }, by(bob))).edits).toEqual([]);
    expect((await bed.client.getChatStates({ chatIds: [chatId] }, by(bob))).states[0]?.pinnedMessageIds).toEqual([]);
    expect(framesOf(bed, userSubject(bob)).map(({ type }) => type)).toEqual(['message.pinned', 'message.deleted']);
    const events = await eventsOf(chatId, 'msg.deleted');
    expect(events).toEqual([{ payload: { chatId, messageId: id, seq, version: 6 } }]);
    expect(JSON.stringify(events)).not.toContain('secret');
    for (const code of ['message.not_editable']) {
      await expect(bed.client.edit({ messageId: id, content: textOf('x'), mentions: [] }, by(ann))).rejects.toMatchObject({
        code,
      });
      await expect(bed.client.react({ messageId: id, emoji: '👍', remove: false }, by(bob))).rejects.toMatchObject({ code });
    }
    const version = await versionOf(chatId, ann);
    await bed.client.delete({ messageId: id, scope: 'everyone' }, by(ann));
    expect(await versionOf(chatId, ann)).toBe(version);
  });

  test('for everyone is the sender’s and the admins’', async () => {
    const { state, chatId, owner, ann, bob } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    const erase = (userId: string, messageId = id) => bed.client.delete({ messageId, scope: 'everyone' }, by(userId));
    await expect(erase(bob)).rejects.toMatchObject({ code: 'message.forbidden' });
    await expect(erase(uuid())).rejects.toMatchObject({ code: 'message.not_found' });
    await expect(bed.client.delete({ messageId: id, scope: 'all' }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
    await erase(owner);
    await removeMember(bed, state, bob);
    const { messages } = await bed.client.history({ chatId, limit: 1 }, by(ann));
    await expect(erase(owner, messages[0]?.id)).rejects.toMatchObject({ code: 'message.forbidden' });
  });

  test('for me hides it from me alone, on all my devices', async () => {
    const { chatId, ann, bob } = await group();
    const { id, seq } = await sendText(bed, chatId, ann, 'one');
    bed.published.splice(0);
    await bed.client.delete({ messageId: id, scope: 'me' }, by(bob));
    await bed.client.delete({ messageId: id, scope: 'me' }, by(bob));
    expect(bed.published.map((one) => one.subject)).toEqual([userSubject(bob)]);
    expect(framesOf(bed)).toMatchObject([{ type: 'message.deleted', messageId: id, seq, version: 1, for: 'me' }]);
    await expect(bed.client.getMessage({ messageId: id }, by(bob))).rejects.toMatchObject({ code: 'message.not_found' });
    expect((await bed.client.history({ chatId, limit: 9 }, by(bob))).messages).toEqual([]);
    expect((await bed.client.getChatStates({ chatIds: [chatId] }, by(bob))).states[0]?.lastMessage).toBeUndefined();
    expect((await bed.client.getMessage({ messageId: id }, by(ann))).id).toBe(id);
    await expect(bed.client.react({ messageId: id, emoji: '👍', remove: false }, by(bob))).rejects.toMatchObject({
      code: 'message.not_found',
    });
  });
});

describe('React', () => {
  test('counts, is idempotent, and can be taken back', async () => {
    const { chatId, ann, bob } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    bed.published.splice(0);
    const give = (userId: string, emoji: string, remove = false) =>
      bed.client.react({ messageId: id, emoji, remove }, by(userId));
    await give(ann, '👍');
    // One of the two makes no change, whichever comes second.
    await Promise.all([give(bob, '👍'), give(bob, '👍')]);
    await give(bob, '❤️');
    expect((await bed.client.getMessage({ messageId: id }, by(ann))).reactions).toEqual([
      { emoji: '👍', count: 2, mine: true },
      { emoji: '❤️', count: 1, mine: false },
    ]);
    await give(ann, '👍', true);
    await give(ann, '👍', true);
    expect((await bed.client.getMessage({ messageId: id }, by(ann))).reactions).toContainEqual({
      emoji: '👍',
      count: 1,
      mine: false,
    });
    const frames = framesOf(bed, userSubject(ann));
    for (const frame of frames) expect(serverFrameSchema.parse(frame)).toEqual(frame);
    expect(frames.map((frame) => 'version' in frame && frame.version)).toEqual([1, 2, 3, 4]);
    expect(frames.at(-1)).toMatchObject({ type: 'message.reaction', userId: ann, emoji: '👍', removed: true, count: 1 });
    expect(await eventsOf(chatId, 'msg.reaction')).toHaveLength(4);
  });

  test('takes three different ones of a person, and emojis only', async () => {
    const { chatId, ann } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    const give = (emoji: string) => bed.client.react({ messageId: id, emoji, remove: false }, by(ann));
    for (const emoji of ['1️⃣', '🇩🇪', '👨🏽‍👩🏽‍👧🏽‍👦🏽']) await give(emoji);
    await expect(give('😀')).rejects.toMatchObject({ code: 'message.reaction_limit' });
    for (const emoji of ['', 'a', 'ok', '👍👍', '1', '👍 '])
      await expect(give(emoji)).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('is refused to strangers, former members and the blocked', async () => {
    const { state, chatId, ann, bob } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    const give = (userId: string, messageId = id) => bed.client.react({ messageId, emoji: '👍', remove: false }, by(userId));
    await expect(give(uuid())).rejects.toMatchObject({ code: 'message.not_found' });
    await removeMember(bed, state, bob);
    await expect(give(bob)).rejects.toMatchObject({ code: 'chat.not_a_member' });
    const direct = await makeChat(bed, [ann, bob]);
    const other = await sendText(bed, direct.chatId, ann, 'one');
    await changeChat(bed, direct, { blockedBy: [ann] });
    await expect(give(bob, other.id)).rejects.toMatchObject({ code: 'chat.blocked' });
  });
});

describe('Star and Pin', () => {
  test('a star is seen by its owner alone', async () => {
    const { chatId, ann, bob } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    bed.published.splice(0);
    for (const starred of [true, true, false, true]) await bed.client.star({ messageId: id, starred }, by(bob));
    expect((await bed.client.getMessage({ messageId: id }, by(bob))).starred).toBe(true);
    expect((await bed.client.getMessage({ messageId: id }, by(ann))).starred).toBe(false);
    expect(bed.published.map((one) => one.subject)).toEqual(Array(3).fill(userSubject(bob)));
    expect(framesOf(bed).at(-1)).toMatchObject({ type: 'message.starred', messageId: id, version: 3, starred: true });
    await expect(bed.client.star({ messageId: id, starred: true }, by(uuid()))).rejects.toMatchObject({
      code: 'message.not_found',
    });
  });

  test('a pin is seen by all, and set by those who may edit the chat', async () => {
    const { state, chatId, owner, ann, bob } = await group();
    const { id } = await sendText(bed, chatId, ann, 'one');
    bed.published.splice(0);
    const pin = (userId: string, pinned: boolean, messageId = id) => bed.client.pin({ chatId, messageId, pinned }, by(userId));
    const pins = async () => (await bed.client.getChatStates({ chatIds: [chatId] }, by(bob))).states[0]?.pinnedMessageIds;
    await pin(bob, true);
    await pin(ann, true);
    expect(await pins()).toEqual([id]);
    expect(framesOf(bed, userSubject(ann))).toMatchObject([
      { type: 'message.pinned', messageId: id, version: 1, pinned: true, by: bob },
    ]);
    await pin(ann, false);
    expect(await pins()).toEqual([]);
    await changeChat(bed, state, { permissions: { send: 'everyone', edit: 'admins', invite: 'everyone' } });
    await expect(pin(bob, true)).rejects.toMatchObject({ code: 'chat.forbidden' });
    await expect(pin(uuid(), true)).rejects.toMatchObject({ code: 'message.not_found' });
    await pin(owner, true);
    const elsewhere = await sendText(bed, (await makeChat(bed, [owner, ann])).chatId, ann, 'one');
    await expect(pin(owner, true, elsewhere.id)).rejects.toMatchObject({ code: 'message.not_found' });
  });

  test('a chat has at most 50 pins', async () => {
    const { chatId, ann } = await group();
    for (let n = 0; n < 50; n++)
      await bed.client.pin({ chatId, messageId: (await sendText(bed, chatId, ann, 'x')).id, pinned: true }, by(ann));
    const { id } = await sendText(bed, chatId, ann, 'one more');
    await expect(bed.client.pin({ chatId, messageId: id, pinned: true }, by(ann))).rejects.toMatchObject({
      code: 'message.pin_limit',
    });
  });
});

describe('Forward', () => {
  test('copies messages to chats, once however often it is asked', async () => {
    const { chatId, ann, bob } = await group();
    const target = await makeChat(bed, [ann, uuid()]);
    const messageIds = [await sendText(bed, chatId, bob, 'a'), await sendText(bed, chatId, bob, 'b')].map(
      (message) => message.id,
    );
    const request = { messageIds, chatIds: [target.chatId, chatId], idempotencyKey: uuid() };
    const first = await bed.client.forward(request, by(ann));
    const again = await bed.client.forward(request, by(ann));
    expect(again.messages.map((message) => message.id)).toEqual(first.messages.map((message) => message.id));
    const { messages } = await bed.client.history({ chatId: target.chatId, limit: 9 }, by(ann));
    expect(messages).toMatchObject([
      { senderId: ann, content: textOf('a'), forwardedFrom: messageIds[0] },
      { senderId: ann, content: textOf('b'), forwardedFrom: messageIds[1] },
    ]);
    expect((await bed.client.history({ chatId, limit: 9 }, by(ann))).messages).toHaveLength(4);
  });

  test('sends nothing when a message can’t be seen or a chat can’t be written to', async () => {
    const { chatId, ann, bob } = await group();
    const { id } = await sendText(bed, chatId, ann, 'a');
    const deleted = await sendText(bed, chatId, ann, 'b');
    await bed.client.delete({ messageId: deleted.id, scope: 'everyone' }, by(ann));
    const blocked = await makeChat(bed, [ann, bob], { blockedBy: [bob] });
    const forward = (messageIds: string[], chatIds: string[], userId = ann) =>
      bed.client.forward({ messageIds, chatIds, idempotencyKey: uuid() }, by(userId));
    await expect(forward([id, uuid()], [chatId])).rejects.toMatchObject({ code: 'message.not_found' });
    await expect(forward([deleted.id], [chatId])).rejects.toMatchObject({ code: 'message.not_found' });
    await expect(forward([id], [chatId], uuid())).rejects.toMatchObject({ code: 'message.not_found' });
    await expect(forward([id], [chatId, uuid()])).rejects.toMatchObject({ code: 'chat.not_found' });
    await expect(forward([id], [chatId, blocked.chatId])).rejects.toMatchObject({ code: 'chat.blocked' });
    await expect(forward([], [chatId])).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await bed.client.history({ chatId, limit: 9 }, by(ann))).messages).toHaveLength(2);
  });
});

test('many changes at once get versions without gaps, each told once', async () => {
  const { chatId, owner, ann, bob } = await group();
  const { id } = await sendText(bed, chatId, ann, 'one');
  bed.published.splice(0);
  await Promise.all([
    ...Array.from({ length: 10 }, (_, n) =>
      bed.client.edit({ messageId: id, content: textOf(`edit ${n}`), mentions: [] }, by(ann)),
    ),
    ...[owner, ann, bob].flatMap((userId) =>
      ['👍', '🎉'].map((emoji) => bed.client.react({ messageId: id, emoji, remove: false }, by(userId))),
    ),
  ]);
  const versions = framesOf(bed, userSubject(bob)).flatMap((frame) => ('version' in frame ? [frame.version] : []));
  expect(versions.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
  expect((await bed.client.editHistory({ messageId: id }, by(bob))).edits).toHaveLength(10);
});

test('the history of a message that was edited very often is told from its latest edits', async () => {
  const { chatId, ann, bob } = await group();
  const { id, seq } = await sendText(bed, chatId, ann, 'one');
  await bed.db.query(
    `INSERT INTO message.edits (chat_id, seq, n, at, content) SELECT $1::uuid, $2::bigint, n, n, '{}' FROM generate_series(0, 149) AS n`,
    [chatId, seq],
  );
  const { edits } = await bed.client.editHistory({ messageId: id }, by(bob));
  expect(edits.map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, n) => n + 50));
});

test('one request can’t forward without measure', async () => {
  const ids = (count: number) => Array.from({ length: count }, uuid);
  const request = { messageIds: ids(51), chatIds: ids(20), idempotencyKey: uuid() };
  await expect(bed.client.forward(request, by(uuid()))).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(bed.client.forward({ ...request, messageIds: ids(50) }, by(uuid()))).rejects.toMatchObject({
    code: 'message.not_found',
  });
});

test('no method of a person is open to services, none of services to people', async () => {
  const person = by(uuid());
  const id = uuid();
  const forbidden = { code: 'internal.forbidden' };
  await expect(bed.client.edit({ messageId: id, content: '', mentions: [] }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.delete({ messageId: id, scope: 'me' }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.react({ messageId: id, emoji: '👍', remove: false }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.star({ messageId: id, starred: true }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.pin({ chatId: id, messageId: id, pinned: true }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.forward({ messageIds: [id], chatIds: [id], idempotencyKey: id }, byService)).rejects.toMatchObject(
    forbidden,
  );
  await expect(bed.client.info({ messageId: id }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.sync({ limit: 1 }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.search({ query: 'x', limit: 1 }, byService)).rejects.toMatchObject(forbidden);
  await expect(bed.client.markRead({ marks: [] }, person)).rejects.toMatchObject(forbidden);
  await expect(bed.client.markDelivered({ marks: [] }, person)).rejects.toMatchObject(forbidden);
  await expect(bed.client.applyChat({}, person)).rejects.toMatchObject(forbidden);
  await expect(bed.client.touchMember({ chatId: id, userId: id }, person)).rejects.toMatchObject(forbidden);
});
