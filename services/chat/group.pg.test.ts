import { afterAll, describe, expect, test } from 'bun:test';
import type { SystemContent } from '@parley/protocol/content';
import { testDatabase } from '@parley/testkit/test-database';
import { by, byService, createChatBed } from './testing/chat-bed.ts';
import { codeOf, outboxOf, stateOf } from './testing/questions.ts';

const database = await testDatabase();
afterAll(() => database.close());
const MAX_MEMBERS = 8;
const bed = await createChatBed(database, MAX_MEMBERS);
const { chat, person } = bed;

/** A group owned by the first of its people; the second is an admin. */
async function makeGroup(size: number): Promise<{ id: string; people: string[]; owner: string; admin: string; member: string }> {
  const people = Array.from({ length: size }, person);
  const [owner = '', admin = '', member = ''] = people;
  const { chat: made } = await chat.createGroup({ title: 'Group', memberIds: people.slice(1) }, by(owner));
  const id = made?.id ?? '';
  await chat.changeRole({ chatId: id, userId: admin, role: 'admin' }, by(owner));
  return { id, people, owner, admin, member };
}

const rolesOf = async (id: string) => new Map((await stateOf(bed, id)).members.map(({ userId, role }) => [userId, role]));
const content = (fields: object) => JSON.stringify({ type: 'system', ...fields });

describe('adding (C2)', () => {
  test('newcomers are in at once; the event, the message service and the live frames agree', async () => {
    const { id, owner, people, admin, member } = await makeGroup(3);
    const [x, y] = [person(), person()];
    bed.clock.advance(1_000);
    bed.published.length = 0;
    const answer = await chat.addMembers({ chatId: id, userIds: [x, member, y, x] }, by(member));
    expect(answer).toMatchObject({ version: 3, memberCount: 5, me: { role: 'member' } });
    const event = {
      type: 'group.member.added',
      by: member,
      userIds: [x, y],
      content: content({ event: 'group.member.added', by: member, userIds: [x, y] }),
      at: bed.clock.now(),
    };
    expect((await outboxOf(bed, id)).at(-1)).toEqual({ subject: 'group.member.added', version: 3, event });
    expect(bed.applied.at(-1)).toEqual({ state: await stateOf(bed, id), event });

    const framesTo = (userId: string) =>
      bed.published.flatMap(({ subject, message }) =>
        subject === `live.user.${userId}` && message.kind === 'frame'
          ? [(JSON.parse(message.frame) as { type: string }).type]
          : [],
      );
    expect([x, y].map(framesTo)).toEqual([['chat.created'], ['chat.created']]);
    for (const old of [owner, admin, member]) expect(framesTo(old)).toEqual(['group.member.added', 'chat.updated']);
    expect(bed.published[0]).toEqual({ subject: 'live.chats', message: { kind: 'chat.changed', chatId: id } });
    expect(people).toHaveLength(3);
  });

  test('adding those who are there changes nothing', async () => {
    const { id, owner, member } = await makeGroup(3);
    expect(await chat.addMembers({ chatId: id, userIds: [member] }, by(owner))).toMatchObject({ version: 2, memberCount: 3 });
    expect(await outboxOf(bed, id)).toHaveLength(2);
  });

  test('additions at once never exceed the limit', async () => {
    const { id, people } = await makeGroup(4);
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => codeOf(chat.addMembers({ chatId: id, userIds: [person()] }, by(people[i % 4] ?? '')))),
    );
    expect(outcomes.filter((code) => code === undefined)).toHaveLength(MAX_MEMBERS - 4);
    expect(outcomes.filter((code) => code === 'chat.group_full')).toHaveLength(12 - (MAX_MEMBERS - 4));
    const state = await stateOf(bed, id);
    expect(state.members).toHaveLength(MAX_MEMBERS);
    expect((await outboxOf(bed, id)).map(({ version }) => version)).toEqual(
      Array.from({ length: state.version }, (_, i) => i + 1),
    );
  });

  test('is refused to those without the right, and for people who can’t be added', async () => {
    const { id, owner, admin, member } = await makeGroup(3);
    const [x, shy, stranger] = [person(), person(), person()];
    bed.shy.add(shy);
    await chat.updateChat({ chatId: id, permissionInvite: 'admins' }, by(owner));
    const add = (userIds: string[], who: string) => codeOf(chat.addMembers({ chatId: id, userIds }, by(who)));
    expect(await add([x], stranger)).toBe('chat.not_found');
    expect(await add([x], member)).toBe('chat.forbidden');
    expect(await add([crypto.randomUUID()], member)).toBe('chat.forbidden');
    expect(await add([crypto.randomUUID()], admin)).toBe('user.not_found');
    expect(await add(['{'], admin)).toBe('user.not_found');
    expect(await add([shy], admin)).toBe('chat.add_refused');
    expect(await add(Array.from({ length: MAX_MEMBERS }, person), admin)).toBe('chat.group_full');
  });

  test('a direct chat takes nobody in', async () => {
    const [a, b] = [person(), person()];
    const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
    expect(await codeOf(chat.addMembers({ chatId: made?.id ?? '', userIds: [person()] }, by(a)))).toBe('chat.not_a_group');
  });
});

describe('removing and leaving (C2)', () => {
  test('who is removed and comes back is told last that they are in, however slowly the removal is told', async () => {
    const { id, owner, member } = await makeGroup(3);
    bed.published.length = 0;
    const { version } = await stateOf(bed, id);
    const { promise: telling, resolve: tells } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    bed.onApplyChat = async () => {
      bed.onApplyChat = async () => {};
      tells();
      await gate;
    };
    const removal = chat.removeMember({ chatId: id, userId: member }, by(owner));
    await telling;
    // Their connections hear nothing more of the chat before anything else is waited for.
    expect(bed.published).toEqual([{ subject: `live.user.${member}`, message: { kind: 'chat.left', chatId: id } }]);
    const { promise: committed, resolve: commits } = Promise.withResolvers<void>();
    const stopListening = bed.db.listen('chat.outbox', commits);
    const back = chat.addMembers({ chatId: id, userIds: [member] }, by(owner));
    await committed;
    stopListening();
    open();
    await Promise.all([removal, back]);
    expect(bed.applied.slice(-2).map(({ state }) => state?.version)).toEqual([version + 1, version + 2]);
    const told = bed.published.flatMap(({ subject, message }) =>
      subject === `live.user.${member}` && message.kind === 'frame' ? [(JSON.parse(message.frame) as { type: string }).type] : [],
    );
    expect(told).toEqual(['chat.removed', 'chat.created']);
  });

  test('who was removed is out everywhere at once, and is told', async () => {
    const { id, owner, member } = await makeGroup(3);
    bed.published.length = 0;
    await chat.removeMember({ chatId: id, userId: member }, by(owner));
    expect((await rolesOf(id)).has(member)).toBe(false);
    expect(bed.applied.at(-1)?.event?.content).toBe(content({ event: 'group.member.removed', by: owner, userIds: [member] }));
    expect(bed.published.filter(({ subject }) => subject === `live.user.${member}`).map(({ message }) => message)).toEqual([
      { kind: 'chat.left', chatId: id },
      { kind: 'frame', frame: JSON.stringify({ type: 'chat.removed', chatId: id }) },
    ]);
    expect((await chat.getChats({ chatIds: [id], inlineMembers: 9 }, by(member))).chats).toEqual([]);
    expect(await codeOf(chat.listMembers({ chatId: id, limit: 0 }, by(member)))).toBe('chat.not_a_member');
    expect(await codeOf(chat.addMembers({ chatId: id, userIds: [person()] }, by(member)))).toBe('chat.not_a_member');
    expect(await codeOf(chat.updateMySettings({ chatId: id, pinned: true }, by(member)))).toBe('chat.not_a_member');
    expect(await codeOf(chat.removeMember({ chatId: id, userId: member }, by(member)))).toBe('chat.not_a_member');
    expect(await chat.checkChatPermission({ chatId: id, userId: member, permission: 'send' }, byService)).toEqual({
      allowed: false,
      reason: 'chat.not_a_member',
    });
  });

  test('nobody removes somebody at or above their own rank', async () => {
    const { id, owner, admin, member, people } = await makeGroup(4);
    const second = people[3] ?? '';
    await chat.changeRole({ chatId: id, userId: second, role: 'admin' }, by(admin));
    const remove = (userId: string, who: string) => codeOf(chat.removeMember({ chatId: id, userId }, by(who)));
    expect(await remove(admin, member)).toBe('chat.forbidden');
    expect(await remove(second, admin)).toBe('chat.forbidden');
    expect(await remove(owner, admin)).toBe('chat.forbidden');
    expect(await remove(person(), owner)).toBe('member.not_found');
    expect(await remove('x', owner)).toBe('member.not_found');
    expect(await remove(member, person())).toBe('chat.not_found');
    expect((await rolesOf(id)).size).toBe(4);
  });

  test('an owner who leaves hands over first: two versions, two events', async () => {
    const { id, owner, admin } = await makeGroup(3);
    const told = bed.applied.length;
    await chat.removeMember({ chatId: id, userId: owner }, by(owner));
    expect((await rolesOf(id)).get(admin)).toBe('owner');
    const events = (await outboxOf(bed, id)).slice(-2);
    expect(events.map(({ version, event }) => [version, event.content])).toEqual([
      [3, content({ event: 'group.member.role', by: owner, userIds: [admin], role: 'owner' })],
      [4, content({ event: 'group.member.left', by: owner, userIds: [owner] })],
    ]);
    expect(bed.applied.slice(told).map(({ state, event }) => [state?.version, state?.members.length, event?.type])).toEqual([
      [3, 3, 'group.member.role'],
      [4, 2, 'group.member.removed'],
    ]);
  });

  test('all leaving at once leaves an empty group, and no version without an event', async () => {
    const { id, people } = await makeGroup(6);
    await Promise.all(people.map((userId) => chat.removeMember({ chatId: id, userId }, by(userId))));
    const state = await stateOf(bed, id);
    expect(state.members).toEqual([]);
    expect((await outboxOf(bed, id)).map(({ version }) => version)).toEqual(
      Array.from({ length: state.version }, (_, i) => i + 1),
    );
  });

  test('who comes back starts as a member and finds their settings again', async () => {
    const { id, owner, admin } = await makeGroup(3);
    await chat.updateMySettings({ chatId: id, pinned: true }, by(admin));
    await chat.removeMember({ chatId: id, userId: admin }, by(owner));
    bed.clock.advance(5_000);
    await chat.addMembers({ chatId: id, userIds: [admin] }, by(owner));
    expect((await chat.getChats({ chatIds: [id], inlineMembers: 0 }, by(admin))).chats[0]?.me).toMatchObject({
      role: 'member',
      pinned: true,
    });
    expect((await stateOf(bed, id)).members.find(({ userId }) => userId === admin)?.joinedAt).toBe(bed.clock.now());
  });

  test('a direct chat can’t be left', async () => {
    const [a, b] = [person(), person()];
    const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
    expect(await codeOf(chat.removeMember({ chatId: made?.id ?? '', userId: a }, by(a)))).toBe('chat.not_a_group');
  });
});

describe('roles (C1)', () => {
  test('changes of owner at once keep one owner', async () => {
    const { id, people } = await makeGroup(6);
    // Everybody tries to hand ownership to the next: only whoever is the owner at that moment can.
    await Promise.all(
      people.flatMap((userId, i) =>
        [0, 1, 2].map(() =>
          codeOf(chat.changeRole({ chatId: id, userId: people[(i + 1) % 6] ?? '', role: 'owner' }, by(userId))),
        ),
      ),
    );
    const roles = [...(await rolesOf(id)).values()];
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1);
    const { version } = await stateOf(bed, id);
    expect(version).toBeGreaterThan(2);
    expect((await outboxOf(bed, id)).map((entry) => entry.version)).toEqual(Array.from({ length: version }, (_, i) => i + 1));
  });

  test('answers the member as they are now; the same role again is no change', async () => {
    const { id, owner, member } = await makeGroup(3);
    expect(await chat.changeRole({ chatId: id, userId: member, role: 'admin' }, by(owner))).toMatchObject({
      userId: member,
      role: 'admin',
    });
    expect(await chat.changeRole({ chatId: id, userId: member, role: 'admin' }, by(owner))).toMatchObject({
      userId: member,
      role: 'admin',
    });
    expect((await stateOf(bed, id)).version).toBe(3);
  });

  test('is refused to strangers, members, and for what is no role', async () => {
    const { id, owner, admin, member } = await makeGroup(3);
    const change = (userId: string, role: string, who: string) => codeOf(chat.changeRole({ chatId: id, userId, role }, by(who)));
    expect(await change(member, 'admin', person())).toBe('chat.not_found');
    expect(await change(member, 'admin', member)).toBe('chat.forbidden');
    expect(await change(member, 'owner', admin)).toBe('chat.forbidden');
    expect(await change(owner, 'member', owner)).toBe('chat.owner_required');
    expect(await change(member, 'king', owner)).toBe('request.invalid');
    expect(await change(person(), 'admin', owner)).toBe('member.not_found');
    expect(await codeOf(chat.changeRole({ chatId: 'x', userId: member, role: 'admin' }, by(owner)))).toBe('chat.not_found');
  });
});

describe('what a group is called and allows (C1, C2)', () => {
  test('each fact is a version with its own event; permissions bind at once', async () => {
    const { id, owner, member } = await makeGroup(3);
    const answer = await chat.updateChat(
      { chatId: id, title: ' New ', topic: 'About', avatarUrl: '/a.png', permissionEdit: 'admins' },
      by(owner),
    );
    expect(answer).toMatchObject({
      title: 'New',
      topic: 'About',
      avatarUrl: '/a.png',
      permissions: { edit: 'admins' },
      version: 6,
    });
    expect(
      (await outboxOf(bed, id))
        .slice(2)
        .map(({ subject, event }) => [subject, (JSON.parse(event.content) as SystemContent).event]),
    ).toEqual([
      ['chat.updated', 'group.title'],
      ['chat.updated', 'group.topic'],
      ['chat.updated', 'group.avatar'],
      ['chat.updated', 'group.permissions'],
    ]);
    expect(await codeOf(chat.updateChat({ chatId: id, title: 'Mine' }, by(member)))).toBe('chat.forbidden');
    expect(await chat.updateChat({ chatId: id, topic: '', avatarUrl: '' }, by(owner))).not.toHaveProperty('topic');
  });

  test('a refused part changes nothing of the rest', async () => {
    const { id, member } = await makeGroup(3);
    expect(await codeOf(chat.updateChat({ chatId: id, title: 'Mine', permissionSend: 'admins' }, by(member)))).toBe(
      'chat.forbidden',
    );
    expect(await stateOf(bed, id)).toMatchObject({ title: 'Group', version: 2 });
  });

  test('is refused to strangers, in direct chats, and for bad input', async () => {
    const { id, owner } = await makeGroup(3);
    const [a, b] = [person(), person()];
    const { chat: direct } = await chat.createDirectChat({ userId: b }, by(a));
    expect(await codeOf(chat.updateChat({ chatId: id, title: 'X' }, by(a)))).toBe('chat.not_found');
    expect(await codeOf(chat.updateChat({ chatId: direct?.id ?? '', title: 'X' }, by(a)))).toBe('chat.not_a_group');
    expect(await codeOf(chat.updateChat({ chatId: id, title: '' }, by(owner)))).toBe('request.invalid');
    expect(await codeOf(chat.updateChat({ chatId: id, permissionSend: 'nobody' }, by(owner)))).toBe('request.invalid');
    expect(await codeOf(chat.updateChat({ chatId: id, avatarUrl: 'javascript:1' }, by(owner)))).toBe('request.invalid');
  });
});
