import { afterAll, describe, expect, test } from 'bun:test';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { testCall } from '@parley/testkit/test-call';
import { testDatabase } from '@parley/testkit/test-database';
import { by, byService, createChatBed } from './testing/chat-bed.ts';
import { codeOf, outboxOf, stateOf } from './testing/questions.ts';

const database = await testDatabase();
afterAll(() => database.close());
const bed = await createChatBed(database, 300);
const { chat, person } = bed;

async function makeGroup(size: number): Promise<{ id: string; people: string[]; owner: string; member: string }> {
  const people = Array.from({ length: size }, person);
  const [owner = '', member = ''] = people;
  const { chat: made } = await chat.createGroup({ title: 'Group', memberIds: people.slice(1) }, by(owner));
  return { id: made?.id ?? '', people, owner, member };
}

async function makeDirect(): Promise<{ id: string; a: string; b: string }> {
  const [a, b] = [person(), person()];
  const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
  return { id: made?.id ?? '', a, b };
}

describe('settings of one’s own (C3)', () => {
  test('are kept for this member alone, and touch neither version nor events', async () => {
    const { id, owner, member } = await makeGroup(2);
    const mutedUntil = bed.clock.now() + 3_600_000;
    bed.published.length = 0;
    const answer = await chat.updateMySettings(
      { chatId: id, mutedUntil, pinned: true, archived: true, markedUnread: true, draft: 'Dear' },
      by(member),
    );
    expect(answer.me).toEqual({ role: 'member', mutedUntil, pinned: true, archived: true, markedUnread: true, draft: 'Dear' });
    expect(answer.version).toBe(1);
    expect((await chat.getChats({ chatIds: [id], inlineMembers: 0 }, by(owner))).chats[0]?.me).toEqual({
      role: 'owner',
      pinned: false,
      archived: false,
      markedUnread: false,
    });
    expect((await outboxOf(bed, id)).map(({ subject }) => subject)).toEqual(['chat.created', 'chat.settings']);
    expect(bed.touched.at(-1)).toEqual({ chatId: id, userId: member });
    expect(bed.published).toEqual([
      { subject: `live.user.${member}`, message: { kind: 'frame', frame: JSON.stringify({ type: 'chat.updated', chatId: id }) } },
    ]);
  });

  test('what is not named stays; zero unmutes, an empty draft is none', async () => {
    const { id, member } = await makeGroup(2);
    await chat.updateMySettings({ chatId: id, mutedUntil: 5, pinned: true, draft: 'Dear' }, by(member));
    expect((await chat.updateMySettings({ chatId: id, archived: true }, by(member))).me).toMatchObject({
      mutedUntil: 5,
      pinned: true,
      draft: 'Dear',
    });
    const { me } = await chat.updateMySettings({ chatId: id, mutedUntil: 0, pinned: false, draft: '' }, by(member));
    expect(me).toEqual({ role: 'member', pinned: false, archived: true, markedUnread: false });
  });

  test('stand when the message service is away', async () => {
    const { id, a } = await makeDirect();
    bed.messageServiceAway = true;
    expect((await chat.updateMySettings({ chatId: id, pinned: true }, by(a))).me?.pinned).toBe(true);
    bed.messageServiceAway = false;
    expect(bed.log.at(-1)?.msg).toContain('durable event');
  });

  test('are refused to strangers and for bad input', async () => {
    const { id, a } = await makeDirect();
    expect(await codeOf(chat.updateMySettings({ chatId: id, pinned: true }, by(person())))).toBe('chat.not_found');
    expect(await codeOf(chat.updateMySettings({ chatId: 'x', pinned: true }, by(a)))).toBe('chat.not_found');
    expect(await codeOf(chat.updateMySettings({ chatId: id, draft: 'ä'.repeat(8193) }, by(a)))).toBe('request.invalid');
    expect(await codeOf(chat.updateMySettings({ chatId: id, mutedUntil: -1 }, by(a)))).toBe('request.invalid');
  });
});

describe('reading chats (C1)', () => {
  test('in the order asked for, each once, without those of others', async () => {
    const mine = await makeDirect();
    const group = await makeGroup(3);
    const { chat: self } = await chat.createSelfChat({}, by(mine.a));
    const chatIds = [group.id, self?.id ?? '', 'x', crypto.randomUUID(), mine.id, mine.id];
    const { chats } = await chat.getChats({ chatIds, inlineMembers: 0 }, by(mine.a));
    expect(chats.map(({ id }) => id)).toEqual([self?.id ?? '', mine.id]);
    expect(chats.map(({ members }) => members)).toEqual([[], []]);
  });

  test('members come along up to a size', async () => {
    const { id, owner, people } = await makeGroup(3);
    const read = async (inlineMembers: number) =>
      (await chat.getChats({ chatIds: [id], inlineMembers }, by(owner))).chats[0]?.members ?? [];
    expect((await read(3)).map(({ userId }) => userId).sort()).toEqual([...people].sort());
    expect(await read(2)).toEqual([]);
  });

  test('too many at once are refused', async () => {
    expect(
      await codeOf(chat.getChats({ chatIds: Array.from({ length: 1_001 }, () => 'x'), inlineMembers: 0 }, by(person()))),
    ).toBe('request.invalid');
  });
});

describe('listing members (C1)', () => {
  test('pages hold everybody once: the owner, admins, then members by how long they are there', async () => {
    const { id, owner, people } = await makeGroup(5);
    const admin = people[4] ?? '';
    bed.clock.advance(10);
    const late = person();
    await chat.addMembers({ chatId: id, userIds: [late] }, by(owner));
    await chat.changeRole({ chatId: id, userId: admin, role: 'admin' }, by(owner));
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await chat.listMembers({ chatId: id, limit: 2, ...(cursor !== undefined && { cursor }) }, by(late));
      expect(page.members.length).toBeLessThanOrEqual(2);
      listed.push(...page.members.map(({ userId }) => userId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(listed).toEqual([owner, admin, ...people.slice(1, 4).sort(), late]);
  });

  test('is refused to strangers and for bad input', async () => {
    const { id, owner } = await makeGroup(2);
    expect(await codeOf(chat.listMembers({ chatId: id, limit: 0 }, by(person())))).toBe('chat.not_found');
    expect(await codeOf(chat.listMembers({ chatId: id, limit: 201 }, by(owner)))).toBe('request.invalid');
    expect(await codeOf(chat.listMembers({ chatId: id, limit: 0, cursor: '1; DROP' }, by(owner)))).toBe('request.invalid');
  });
});

/** As the user service does it: the block stands there, then the chat service is told. */
async function block(blockerId: string, blockedId: string): Promise<void> {
  bed.blocks.push({ blockerId, blockedId });
  await chat.applyBlock({ blockerId, blockedId, blocked: true }, byService);
}

describe('questions of other services', () => {
  test('permissions answer with the error to give', async () => {
    const { id, a, b } = await makeDirect();
    await block(a, b);
    const ask = (userId: string, permission: string) => chat.checkChatPermission({ chatId: id, userId, permission }, byService);
    expect(await ask(a, 'read')).toEqual({ allowed: true });
    expect(await ask(b, 'send')).toEqual({ allowed: false, reason: 'chat.blocked' });
    expect(await ask(person(), 'read')).toEqual({ allowed: false, reason: 'chat.not_found' });
    expect(await chat.checkChatPermission({ chatId: 'x', userId: a, permission: 'read' }, byService)).toEqual({
      allowed: false,
      reason: 'chat.not_found',
    });
    expect(await codeOf(ask(a, 'fly'))).toBe('request.invalid');
  });

  test('there are no participants of what is no chat', async () => {
    expect(await codeOf(stateOf(bed, crypto.randomUUID()))).toBe('chat.not_found');
    expect(await codeOf(stateOf(bed, 'x'))).toBe('chat.not_found');
  });

  test('large chats are those with enough people in them now', async () => {
    const { id, owner, people } = await makeGroup(5);
    await makeGroup(4);
    const large = async (userId: string, minMembers: number) =>
      (await chat.listLargeChats({ userId, minMembers }, byService)).chatIds;
    expect(await large(owner, 5)).toEqual([id]);
    await chat.removeMember({ chatId: id, userId: people[4] ?? '' }, by(owner));
    expect(await large(owner, 5)).toEqual([]);
    expect(await large(people[4] ?? '', 1)).toEqual([]);
    expect(await large('x', 1)).toEqual([]);
  });

  test('large chats of many people are answered at once', async () => {
    const [one, other] = [await makeGroup(5), await makeGroup(6)];
    const both = one.people[1] ?? '';
    await chat.addMembers({ chatId: other.id, userIds: [both] }, by(other.owner));
    const userIds = [one.owner, both, other.owner, person(), 'x'];
    const { people } = await chat.listLargeChatsOf({ userIds, minMembers: 5 }, byService);
    const sorted = (ids: Iterable<string>) => [...ids].sort((a, b) => (a < b ? -1 : 1));
    expect(new Map(people.map(({ userId, chatIds }) => [userId, sorted(chatIds)]))).toEqual(
      new Map([
        [one.owner, [one.id]],
        [both, sorted([one.id, other.id])],
        [other.owner, [other.id]],
      ]),
    );
    expect(await codeOf(chat.listLargeChatsOf({ userIds: Array(1_001).fill('x'), minMembers: 1 }, byService))).toBe(
      'request.invalid',
    );
  });

  test('each method is open to its own kind of caller alone', async () => {
    const forServices = new Set([
      'checkChatPermission',
      'getChatParticipants',
      'listLargeChats',
      'listLargeChatsOf',
      'applyBlock',
      'upkeep',
    ]);
    const calls = { user: by(person()), service: byService, anonymous: testCall.anonymous() };
    for (const { localName } of ChatService.methods) {
      const call = chat[localName as keyof typeof chat] as (request: object, call: object) => Promise<unknown>;
      const refused = forServices.has(localName) ? [calls.user, calls.anonymous] : [calls.service, calls.anonymous];
      for (const caller of refused) expect(await codeOf(call({}, caller))).toBe('internal.forbidden');
    }
  });
});

describe('blocks (P2)', () => {
  test('bump the direct chat, tell the message service, and leave no system message', async () => {
    const { id, a, b } = await makeDirect();
    await block(b, a);
    await chat.applyBlock({ blockerId: b, blockedId: a, blocked: true }, byService);
    expect(await stateOf(bed, id)).toMatchObject({ version: 2, blockedBy: [b] });
    expect(bed.applied).toContainEqual(
      expect.objectContaining({
        state: expect.objectContaining({ version: 2, blockedBy: [b] }),
        event: expect.objectContaining({ type: 'chat.updated', by: b, content: '' }),
      }),
    );
    bed.blocks.length = 0;
    await chat.applyBlock({ blockerId: b, blockedId: a, blocked: false }, byService);
    expect(await stateOf(bed, id)).toMatchObject({ version: 3, blockedBy: [] });
  });

  test('that are lifted while they are being set are lifted in the end, whichever call comes last', async () => {
    const { id, a, b } = await makeDirect();
    const { promise: asked, resolve: wasAsked } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    bed.blocks.push({ blockerId: b, blockedId: a });
    bed.onApplyChat = async () => {
      bed.onApplyChat = async () => {};
      wasAsked();
      await gate;
    };
    const setting = chat.applyBlock({ blockerId: b, blockedId: a, blocked: true }, byService);
    await asked;
    bed.blocks.length = 0;
    open();
    await setting;
    // The call that was to set it comes again, late, after the one that lifted it.
    await chat.applyBlock({ blockerId: b, blockedId: a, blocked: true }, byService);
    expect(await stateOf(bed, id)).toMatchObject({ blockedBy: [] });
  });

  test('are known to the message service when a call answers, though another changed the chat', async () => {
    const [{ a, b }, other] = [await makeDirect(), await makeDirect()];
    const { promise: telling, resolve: isTelling } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    bed.blocks.push({ blockerId: b, blockedId: a });
    bed.onApplyChat = async () => {
      bed.onApplyChat = async () => {};
      isTelling();
      await gate;
    };
    const first = chat.applyBlock({ blockerId: b, blockedId: a, blocked: true }, byService);
    await telling;
    let answered = false;
    const second = chat.applyBlock({ blockerId: b, blockedId: a, blocked: true }, byService).then(() => {
      answered = true;
    });
    // As much work as the second has, after it: by now it would have answered.
    for (const blocked of [true, false]) await chat.applyBlock({ blockerId: other.b, blockedId: other.a, blocked }, byService);
    expect(answered).toBe(false);
    open();
    await Promise.all([first, second]);
  });

  test('of people without a chat change nothing', async () => {
    const told = bed.applied.length;
    await chat.applyBlock({ blockerId: person(), blockedId: person(), blocked: true }, byService);
    await chat.applyBlock({ blockerId: 'x', blockedId: person(), blocked: true }, byService);
    expect(bed.applied).toHaveLength(told);
  });
});
