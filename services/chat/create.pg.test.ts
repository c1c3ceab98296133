import { afterAll, describe, expect, test } from 'bun:test';
import { testDatabase } from '@parley/testkit/test-database';
import { by, createChatBed } from './testing/chat-bed.ts';
import { codeOf, outboxOf, stateOf } from './testing/questions.ts';

const database = await testDatabase();
afterAll(() => database.close());
const bed = await createChatBed(database);
const { chat, person } = bed;

describe('direct chats (C1)', () => {
  test('fifty attempts at once from both sides make one chat', async () => {
    const [a, b] = [person(), person()];
    const attempts = Array.from({ length: 50 }, (_, i) =>
      i % 2 === 0 ? chat.createDirectChat({ userId: b }, by(a)) : chat.createDirectChat({ userId: a }, by(b)),
    );
    const answers = await Promise.all(attempts);
    const id = answers[0]?.chat?.id ?? '';
    expect(answers.every((answer) => answer.chat?.id === id)).toBe(true);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(answers.map((answer, i) => answer.chat?.peerId === (i % 2 === 0 ? b : a))).not.toContain(false);
    expect(await outboxOf(bed, id)).toHaveLength(1);
    expect(bed.applied.filter(({ state }) => state?.chatId === id)).toHaveLength(1);
  });

  test('the message service hears of it after the commit, with no system message', async () => {
    const [a, b] = [person(), person()];
    const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
    const id = made?.id ?? '';
    expect(bed.applied.at(-1)).toEqual({
      state: await stateOf(bed, id),
      event: { type: 'chat.created', by: a, userIds: [a, b], content: '', at: bed.clock.now() },
    });
    expect(await outboxOf(bed, id)).toEqual([
      {
        subject: 'chat.created',
        version: 1,
        event: { type: 'chat.created', by: a, userIds: [a, b], content: '', at: bed.clock.now() },
      },
    ]);
    expect(made).toMatchObject({ type: 'direct', version: 1, memberCount: 2, peerId: b, me: { role: 'member', pinned: false } });
  });

  test('is refused with nobody, with oneself, and across a block in either direction', async () => {
    const [a, b, c] = [person(), person(), person()];
    bed.blocks.push({ blockerId: a, blockedId: b }, { blockerId: c, blockedId: a });
    expect(await codeOf(chat.createDirectChat({ userId: crypto.randomUUID() }, by(a)))).toBe('user.not_found');
    expect(await codeOf(chat.createDirectChat({ userId: "'" }, by(a)))).toBe('user.not_found');
    expect(await codeOf(chat.createDirectChat({ userId: a }, by(a)))).toBe('user.self_not_allowed');
    expect(await codeOf(chat.createDirectChat({ userId: b }, by(a)))).toBe('chat.blocked');
    expect(await codeOf(chat.createDirectChat({ userId: c }, by(a)))).toBe('chat.blocked');
  });

  test('one that exists is answered in spite of a block', async () => {
    const [a, b] = [person(), person()];
    const first = await chat.createDirectChat({ userId: b }, by(a));
    bed.blocks.push({ blockerId: b, blockedId: a });
    expect(await chat.createDirectChat({ userId: b }, by(a))).toEqual({ ...first, created: false });
  });

  test('a block set while the chat is being made marks it', async () => {
    const [a, b] = [person(), person()];
    let asked = 0;
    bed.onCheckBlocks = async () => {
      // The first look finds nothing; the block falls between it and the commit, when there is no chat to mark yet.
      asked += 1;
      if (asked === 2) bed.blocks.push({ blockerId: b, blockedId: a });
    };
    const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
    bed.onCheckBlocks = async () => {};
    expect(await stateOf(bed, made?.id ?? '')).toMatchObject({ version: 2, blockedBy: [b] });
  });

  test('stands when the message service is away', async () => {
    const [a, b] = [person(), person()];
    bed.messageServiceAway = true;
    const { chat: made, created } = await chat.createDirectChat({ userId: b }, by(a));
    bed.messageServiceAway = false;
    expect(created).toBe(true);
    expect(await outboxOf(bed, made?.id ?? '')).toHaveLength(1);
  });
});

describe('the chat with oneself (C1)', () => {
  test('is one a person, however often and at once it is asked for', async () => {
    const [a, b] = [person(), person()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => chat.createSelfChat({}, by(a))));
    expect(new Set(answers.map((answer) => answer.chat?.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(answers[0]?.chat).toMatchObject({ type: 'self', memberCount: 1, me: { role: 'owner' } });
    expect(answers[0]?.chat?.peerId).toBeUndefined();
    expect((await chat.createSelfChat({}, by(b))).chat?.id).not.toBe(answers[0]?.chat?.id);
  });
});

describe('groups (C1)', () => {
  test('the maker owns it; everyone is told after the commit', async () => {
    const [a, b, c] = [person(), person(), person()];
    bed.published.length = 0;
    const { chat: made } = await chat.createGroup({ title: ' Friends ', memberIds: [b, c, b, a], topic: 'Weekends' }, by(a));
    const id = made?.id ?? '';
    expect(made).toMatchObject({ type: 'group', title: 'Friends', topic: 'Weekends', memberCount: 3, me: { role: 'owner' } });
    const [event] = await outboxOf(bed, id);
    expect(event?.event.content).toBe(JSON.stringify({ type: 'system', event: 'chat.created', by: a, title: 'Friends' }));
    expect(bed.applied.at(-1)).toEqual({ state: await stateOf(bed, id), ...(event && { event: event.event }) });
    expect(bed.published.map(({ subject }) => subject)).toEqual([
      'live.chats',
      ...[a, b, c].map((userId) => `live.user.${userId}`),
    ]);
    for (const { message } of bed.published.slice(1)) {
      if (message.kind !== 'frame') throw new Error('a new chat of three is told by frames');
      expect(JSON.parse(message.frame)).toMatchObject({
        type: 'chat.created',
        chatId: id,
        chat: { title: 'Friends', memberCount: 3, version: 1 },
      });
    }
  });

  test('is made once however often its making is repeated under one key, at once or later', async () => {
    const [a, b, c] = [person(), person(), person()];
    const idempotencyKey = crypto.randomUUID();
    const make = (owner: string, key?: string) =>
      chat.createGroup({ title: 'Once', memberIds: [b], ...(key === undefined ? {} : { idempotencyKey: key }) }, by(owner));
    const answers = await Promise.all(Array.from({ length: 10 }, () => make(a, idempotencyKey)));
    answers.push(await make(a, idempotencyKey));
    const id = answers[0]?.chat?.id ?? '';
    expect(new Set(answers.map((answer) => answer.chat?.id))).toEqual(new Set([id]));
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(await outboxOf(bed, id)).toHaveLength(1);
    // The key is its maker's alone, and without one every request makes a group.
    const others = [await make(c, idempotencyKey), await make(a, crypto.randomUUID()), await make(a), await make(a)];
    expect(new Set([id, ...others.map((answer) => answer.chat?.id)]).size).toBe(5);
    expect(await codeOf(make(a, 'x'))).toBe('request.invalid');
    await chat.removeMember({ chatId: id, userId: a }, by(a));
    expect(await codeOf(make(a, idempotencyKey))).toBe('chat.not_found');
  });

  test('is refused with unknown people, people who refuse, too many, or a bad title', async () => {
    const [a, b, shy] = [person(), person(), person()];
    bed.shy.add(shy);
    const make = (title: string, memberIds: string[]) => codeOf(chat.createGroup({ title, memberIds }, by(a)));
    expect(await make('Group', [b, crypto.randomUUID()])).toBe('user.not_found');
    expect(await make('Group', [b, 'x'])).toBe('user.not_found');
    expect(await make('Group', [b, shy])).toBe('chat.add_refused');
    expect(await make('Group', Array.from({ length: 8 }, person))).toBe('chat.group_full');
    expect(await make(' ', [b])).toBe('request.invalid');
    expect(await make('x'.repeat(101), [b])).toBe('request.invalid');
  });

  test('one may be alone in it', async () => {
    const a = person();
    expect((await chat.createGroup({ title: 'Later', memberIds: [] }, by(a))).chat).toMatchObject({ memberCount: 1 });
  });
});
