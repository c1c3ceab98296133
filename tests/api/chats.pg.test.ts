import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat, Member } from '@parley/protocol/chat';
import type { History } from '@parley/protocol/message';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const people = (count: number): Promise<Person[]> => Promise.all(Array.from({ length: count }, () => newPerson(server)));
const chatOf = (person: Person, id: string) => person.get<Chat>(`/chats/${id}`);
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('a direct chat', () => {
  test('is one, when both begin it twenty-five times at once', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => [
        ann.call<Chat>('POST', '/chats', { type: 'direct', userId: bob.id }),
        bob.call<Chat>('POST', '/chats', { type: 'direct', userId: ann.id }),
      ]).flat(),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    for (const person of [ann, bob]) expect((await person.get<{ items: Chat[] }>('/chats')).items).toHaveLength(1);
  });

  test('shows each the other', async () => {
    const [ann, bob] = [await newPerson(server, 'Ann'), await newPerson(server, 'Bob')];
    const chat = await ann.directWith(bob);
    expect(chat).toMatchObject({
      type: 'direct',
      peer: { id: bob.id, displayName: 'Bob' },
      memberCount: 2,
      me: { unread: 0, pinned: false },
    });
    expect((await chatOf(bob, chat.id)).peer).toMatchObject({ id: ann.id, displayName: 'Ann' });
    expect(chat.title).toBeUndefined();
  });

  test('with nobody is refused; with oneself it is the chat with oneself', async () => {
    const [ann] = (await people(1)) as [Person];
    expect(await ann.refused('POST', '/chats', { type: 'direct', userId: crypto.randomUUID() })).toBe('404 user.not_found');
    expect(await ann.refused('POST', '/chats', { type: 'direct', userId: ann.id })).toBe('400 user.self_not_allowed');
    const own = await Promise.all(Array.from({ length: 10 }, () => ann.post<Chat>('/chats', { type: 'self' })));
    expect(new Set(own.map(({ id }) => id)).size).toBe(1);
    const note = await ann.say(own[0]?.id ?? '', 'note to self');
    expect(await chatOf(ann, note.chatId)).toMatchObject({
      type: 'self',
      memberCount: 1,
      me: { unread: 0 },
      lastMessage: { id: note.id },
    });
  });

  test('is no group', async () => {
    const [ann, bob, cid] = (await people(3)) as [Person, Person, Person];
    const { id } = await ann.directWith(bob);
    const path = `/chats/${id}`;
    expect(await ann.refused('PATCH', path, { title: 'Ours' })).toBe('409 chat.not_a_group');
    expect(await ann.refused('POST', `${path}/members`, { userIds: [cid.id] })).toBe('409 chat.not_a_group');
    expect(await ann.refused('DELETE', `${path}/members/${ann.id}`)).toBe('409 chat.not_a_group');
    expect(await ann.refused('PATCH', `${path}/members/${bob.id}`, { role: 'admin' })).toBe('409 chat.not_a_group');
  });
});

describe('the life of a group', () => {
  const roles = async (person: Person, id: string) =>
    Object.fromEntries((await chatOf(person, id)).members?.map(({ user, role }) => [user.id, role]) ?? []);

  test('begins with its owner, and tells in the conversation what happens', async () => {
    const [ann, bob, cid] = (await people(3)) as [Person, Person, Person];
    const group = await ann.groupWith('Trip', bob, cid);
    expect(group).toMatchObject({ type: 'group', title: 'Trip', memberCount: 3, me: { role: 'owner' } });
    expect(await roles(bob, group.id)).toEqual({ [ann.id]: 'owner', [bob.id]: 'member', [cid.id]: 'member' });

    await ann.patch(`/chats/${group.id}/members/${bob.id}`, { role: 'admin' });
    await bob.patch(`/chats/${group.id}`, { title: 'Sea trip', topic: 'Bring towels' });
    await bob.delete(`/chats/${group.id}/members/${cid.id}`);
    await ann.delete(`/chats/${group.id}/members/${ann.id}`);
    expect(await roles(bob, group.id)).toEqual({ [bob.id]: 'owner' });
    expect(await chatOf(bob, group.id)).toMatchObject({ title: 'Sea trip', topic: 'Bring towels', memberCount: 1 });

    const { items } = await bob.get<History>(`/chats/${group.id}/messages`);
    const events = items.map(({ content }) => (content.type === 'system' ? content.event : content.type));
    expect(events).toEqual(
      expect.arrayContaining([
        'chat.created',
        'group.member.role',
        'group.title',
        'group.topic',
        'group.member.removed',
        'group.member.left',
      ]),
    );
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
  });

  test('versions grow with every change', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const { id, version } = await ann.groupWith('Versions');
    const after = [
      await ann.post<Chat>(`/chats/${id}/members`, { userIds: [bob.id] }),
      await ann.patch<Chat>(`/chats/${id}`, { title: 'New' }),
    ];
    expect(after.map((chat) => chat.version)).toEqual(after.map((chat) => chat.version).toSorted((a, b) => a - b));
    expect(after[0]?.version).toBeGreaterThan(version);
    expect(after[1]?.version).toBeGreaterThan(after[0]?.version ?? 0);
  });

  test('who may do what follows from the role and the permissions', async () => {
    const [ann, bob, cid, dan] = (await people(4)) as [Person, Person, Person, Person];
    const { id } = await ann.groupWith('Rules', bob, cid);
    const path = `/chats/${id}`;
    await ann.patch(`${path}/members/${bob.id}`, { role: 'admin' });
    expect(await cid.refused('PATCH', path, { permissions: { send: 'admins' } })).toBe('403 chat.forbidden');
    expect(await cid.refused('DELETE', `${path}/members/${bob.id}`)).toBe('403 chat.forbidden');
    expect(await cid.refused('PATCH', `${path}/members/${cid.id}`, { role: 'admin' })).toBe('403 chat.forbidden');
    expect(await bob.refused('PATCH', `${path}/members/${ann.id}`, { role: 'member' })).toBe('403 chat.forbidden');
    expect(await bob.refused('DELETE', `${path}/members/${ann.id}`)).toBe('403 chat.forbidden');
    expect(await ann.refused('PATCH', `${path}/members/${dan.id}`, { role: 'admin' })).toBe('404 member.not_found');
    expect(await ann.refused('PATCH', `${path}/members/${ann.id}`, { role: 'member' })).toBe('409 chat.owner_required');

    expect(await bob.patch<Chat>(path, { permissions: { send: 'admins', edit: 'admins', invite: 'admins' } })).toMatchObject({
      permissions: { send: 'admins', edit: 'admins', invite: 'admins' },
    });
    expect(
      await cid.refused('POST', '/messages', {
        chatId: id,
        clientMsgId: crypto.randomUUID(),
        content: { type: 'text', text: 'hi' },
      }),
    ).toBe('403 chat.forbidden');
    expect(await cid.refused('PATCH', path, { title: 'Mine' })).toBe('403 chat.forbidden');
    expect(await cid.refused('POST', `${path}/members`, { userIds: [dan.id] })).toBe('403 chat.forbidden');
    await bob.say(id, 'admins may');
    await ann.patch(`${path}/members/${cid.id}`, { role: 'admin' });
    await cid.say(id, 'now me too');

    await ann.patch(`${path}/members/${bob.id}`, { role: 'owner' });
    expect(await roles(cid, id)).toMatchObject({ [bob.id]: 'owner', [ann.id]: 'admin' });
  });

  test('is limited in members, title and topic', async () => {
    const [ann] = (await people(1)) as [Person];
    const tooMany = Array.from({ length: 1_024 }, () => crypto.randomUUID());
    expect(await ann.refused('POST', '/chats', { type: 'group', title: 'Crowd', memberIds: tooMany })).toBe(
      '400 request.invalid',
    );
    expect(await ann.refused('POST', '/chats', { type: 'group', title: '', memberIds: [] })).toBe('400 request.invalid');
    expect(await ann.refused('POST', '/chats', { type: 'group', title: 'x'.repeat(101), memberIds: [] })).toBe(
      '400 request.invalid',
    );
    expect(await ann.refused('POST', '/chats', { type: 'group', title: 'Ghosts', memberIds: [crypto.randomUUID()] })).toBe(
      '404 user.not_found',
    );
    const group = await ann.groupWith('Alone');
    expect(await ann.refused('PATCH', `/chats/${group.id}`, { topic: 'x'.repeat(513) })).toBe('400 request.invalid');
  });

  test('of many who are added by several at once ends as one group of them all', async () => {
    const [ann, bob, ...others] = (await people(12)) as [Person, Person, ...Person[]];
    const { id } = await ann.groupWith('Rush', bob);
    await Promise.all(
      others.map((other, index) => (index % 2 === 0 ? ann : bob).post(`/chats/${id}/members`, { userIds: [other.id] })),
    );
    expect((await chatOf(ann, id)).memberCount).toBe(12);
    const { items } = await ann.get<History>(`/chats/${id}/messages`);
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    const pages: Member[] = [];
    for (let cursor = ''; ; ) {
      const page = await ann.get<{ items: Member[]; nextCursor: string | null }>(`/chats/${id}/members?limit=5${cursor}`);
      pages.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(pages.map(({ user }) => user.id).toSorted()).toEqual([ann, bob, ...others].map((person) => person.id).toSorted());
  });

  test('adding somebody again changes nothing', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const group = await ann.groupWith('Twice', bob);
    const again = await ann.post<Chat>(`/chats/${group.id}/members`, { userIds: [bob.id] });
    expect([again.version, again.memberCount, again.lastSeq]).toEqual([group.version, 2, group.lastSeq]);
  });

  test('newcomers see what is written from then on', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const group = await ann.groupWith('Late');
    const before = await ann.say(group.id, 'before you came');
    await ann.post(`/chats/${group.id}/members`, { userIds: [bob.id] });
    const after = await ann.say(group.id, 'hello');
    const chat = await chatOf(bob, group.id);
    const { items } = await bob.get<History>(`/chats/${group.id}/messages?limit=200`);
    expect(items.map(({ id }) => id)).not.toContain(before.id);
    expect(items.map(({ id }) => id)).toContain(after.id);
    expect(items[0]?.seq).toBe(chat.me.joinedSeq + 1);
    expect(await bob.refused('GET', `/messages/${before.id}`)).toBe('404 message.not_found');
  });
});

describe('who may add to groups', () => {
  test('is for each to decide', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    await bob.patch('/users/me/privacy', { groupAdd: 'contacts' });
    const group = await ann.groupWith('Private');
    expect(await ann.refused('POST', `/chats/${group.id}/members`, { userIds: [bob.id] })).toBe('403 chat.add_refused');
    expect(await ann.refused('POST', '/chats', { type: 'group', title: 'Trick', memberIds: [bob.id] })).toBe(
      '403 chat.add_refused',
    );
    await bob.post('/contacts', { userId: ann.id });
    expect((await ann.post<Chat>(`/chats/${group.id}/members`, { userIds: [bob.id] })).memberCount).toBe(2);
  });
});

describe('what a member sets for themselves', () => {
  test('is kept, and nobody else sees it', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const { id } = await ann.directWith(bob);
    const mutedUntil = inHours(8);
    const settings = { mutedUntil, pinned: true, archived: true, markedUnread: true, draft: 'half a thou' };
    expect((await ann.patch<Chat>(`/chats/${id}/me`, settings)).me).toMatchObject(settings);
    expect((await chatOf(ann, id)).me).toMatchObject(settings);
    const other = (await chatOf(bob, id)).me;
    expect(other).toMatchObject({ pinned: false, archived: false, markedUnread: false });
    expect([other.mutedUntil, other.draft]).toEqual([undefined, undefined]);
    const { me } = await ann.patch<Chat>(`/chats/${id}/me`, { mutedUntil: null, pinned: false, draft: '' });
    expect(me).toMatchObject({ pinned: false, archived: true });
    expect([me.mutedUntil, me.draft]).toEqual([undefined, undefined]);
    expect(await ann.refused('PATCH', `/chats/${id}/me`, { draft: 'x'.repeat(16 * 1024 + 1) })).toMatch(/^4(00|13) /);
  });
});

describe('the list of chats', () => {
  test('has the latest activity first, with unread counts and last messages, page by page', async () => {
    const [ann, ...others] = (await people(6)) as [Person, ...Person[]];
    const chats: string[] = [];
    for (const other of others) chats.push((await ann.directWith(other)).id);
    // The first is written to last.
    for (const [index, other] of [...others.entries()].toReversed()) {
      for (let n = 0; n <= index; n++) await other.say(chats[index] ?? '', `message ${n}`);
    }
    const all: Chat[] = [];
    for (let cursor = ''; ; ) {
      const page = await ann.get<{ items: Chat[]; nextCursor: string | null }>(`/chats?limit=2${cursor}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      all.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(all.map(({ id }) => id)).toEqual(chats);
    expect(all.map(({ me }) => me.unread)).toEqual([1, 2, 3, 4, 5]);
    expect(all.map(({ lastMessage }) => (lastMessage?.content.type === 'text' ? lastMessage.content.text : undefined))).toEqual(
      [0, 1, 2, 3, 4].map((n) => `message ${n}`),
    );
    expect(all.map(({ lastMessage, lastSeq }) => lastMessage?.seq === lastSeq)).toEqual([true, true, true, true, true]);
  });

  test('counts what others wrote and was not read', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const { id } = await ann.directWith(bob);
    const unread = async () => (await chatOf(bob, id)).me.unread;
    for (const words of ['one', 'two', 'three']) await ann.say(id, words);
    expect(await unread()).toBe(3);
    const { lastSeq } = await chatOf(bob, id);
    await bob.post('/messages/read', { chatId: id, upToSeq: lastSeq - 1 });
    expect(await unread()).toBe(1);
    await bob.post('/messages/read', { chatId: id, upToSeq: 1 });
    expect(await unread()).toBe(1);
    await bob.say(id, 'my answer');
    expect(await unread()).toBe(0);
    expect((await chatOf(ann, id)).me.unread).toBe(1);
  });
});
