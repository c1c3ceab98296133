import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { refusal } from '../testing/refusal.ts';
import { by, byService, byStranger, createUserBed, type UserBed } from '../testing/user-bed.ts';

let database: TestDatabase;
let bed: UserBed;

beforeAll(async () => {
  database = await testDatabase();
  bed = await createUserBed(database);
});
afterAll(() => database.close());
beforeEach(() => {
  bed.applied.length = 0;
  bed.chatServiceAway = false;
});

async function two(): Promise<{ a: string; b: string }> {
  return { a: await bed.person(), b: await bed.person() };
}
async function blockEvents(blockerId: string) {
  return (await bed.events()).filter((event) => event.key === blockerId && event.subject !== 'user.created');
}

describe('BlockUser and UnblockUser', () => {
  test('tell the chat service before they answer, and durable consumers', async () => {
    const { a, b } = await two();
    await bed.user.blockUser({ userId: b }, by(a));
    await bed.user.unblockUser({ userId: b }, by(a));
    expect(bed.applied).toEqual([
      { blockerId: a, blockedId: b, blocked: true },
      { blockerId: a, blockedId: b, blocked: false },
    ]);
    const payload = { blockerId: a, blockedId: b };
    expect(await blockEvents(a)).toEqual([
      { subject: 'user.blocked', key: a, payload },
      { subject: 'user.unblocked', key: a, payload },
    ]);
  });

  test('tell every node that neither may see the other as before', async () => {
    const { a, b } = await two();
    bed.seenAnew.length = 0;
    await bed.user.blockUser({ userId: b }, by(a));
    expect(bed.seenAnew).toEqual([
      { kind: 'visibility.changed', userId: b, viewerId: a },
      { kind: 'visibility.changed', userId: a, viewerId: b },
    ]);
  });

  test('repeated tell the chat service again and durable consumers not', async () => {
    const { a, b } = await two();
    await Promise.all([bed.user.blockUser({ userId: b }, by(a)), bed.user.blockUser({ userId: b }, by(a))]);
    expect(bed.applied).toHaveLength(2);
    expect(await blockEvents(a)).toHaveLength(1);
    expect((await bed.user.listBlocks({ limit: 0 }, by(a))).users).toHaveLength(1);
  });

  test('that do not reach the chat service say so, stand, and can be repeated', async () => {
    const { a, b } = await two();
    bed.chatServiceAway = true;
    expect(await refusal(bed.user.blockUser({ userId: b }, by(a)))).toBe('internal.unavailable');
    expect(await blockEvents(a)).toHaveLength(1);
    bed.chatServiceAway = false;
    await bed.user.blockUser({ userId: b }, by(a));
    expect(bed.applied).toEqual([{ blockerId: a, blockedId: b, blocked: true }]);
  });

  test('refuse oneself and who does not exist', async () => {
    const { a } = await two();
    for (const set of [bed.user.blockUser, bed.user.unblockUser]) {
      expect(await refusal(set({ userId: a }, by(a)))).toBe('user.self_not_allowed');
      expect(await refusal(set({ userId: systemIds.uuid() }, by(a)))).toBe('user.not_found');
      expect(await refusal(set({ userId: 'x' }, by(a)))).toBe('user.not_found');
    }
  });

  test('are closed to strangers and services', async () => {
    const { a } = await two();
    for (const caller of [byStranger, byService]) {
      expect(await refusal(bed.user.blockUser({ userId: a }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.unblockUser({ userId: a }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.listBlocks({ limit: 0 }, caller))).toBe('internal.forbidden');
    }
  });
});

test('ListBlocks lists one’s own, in pages', async () => {
  const { a, b } = await two();
  const blocked = [await bed.person(), await bed.person(), await bed.person()];
  for (const userId of blocked) await bed.user.blockUser({ userId }, by(a));
  await bed.user.blockUser({ userId: a }, by(b));
  const first = await bed.user.listBlocks({ limit: 2 }, by(a));
  const second = await bed.user.listBlocks({ limit: 2, cursor: first.nextCursor }, by(a));
  expect([...first.users, ...second.users].map((user) => user.id)).toEqual(blocked.toSorted());
  expect(second.nextCursor).toBeUndefined();
});

describe('CheckBlocks', () => {
  test('finds blocks in either direction, and only those', async () => {
    const [a, b, c, d] = [await bed.person(), await bed.person(), await bed.person(), await bed.person()];
    await bed.user.blockUser({ userId: b }, by(a));
    await bed.user.blockUser({ userId: c }, by(d));
    await bed.user.blockUser({ userId: d }, by(c));
    const check = async (...pairs: { a: string; b: string }[]) => (await bed.user.checkBlocks({ pairs }, byService)).blocks;
    expect(await check({ a, b })).toEqual([{ blockerId: a, blockedId: b }]);
    expect(await check({ a: b, b: a })).toEqual([{ blockerId: a, blockedId: b }]);
    expect(await check({ a, b: c })).toEqual([]);
    expect(await check({ a: c, b: d }, { a: d, b: c })).toHaveLength(2);
    expect(await check({ a: 'x', b }, { a: systemIds.uuid(), b })).toEqual([]);
    expect(await check()).toEqual([]);
  });
});

test('a block hides presence both ways, and the picture from the blocked', async () => {
  const { a, b } = await two();
  for (const id of [a, b]) await bed.user.updateProfile({ avatarUrl: '/media/x' }, by(id));
  await bed.user.blockUser({ userId: b }, by(a));
  const look = async (viewerId: string, id: string) => (await bed.user.getUsers({ viewerId, userIds: [id] }, byService)).users[0];
  expect(await look(b, a)).toMatchObject({ presenceVisible: false, avatarUrl: undefined });
  expect(await look(a, b)).toMatchObject({ presenceVisible: false, avatarUrl: '/media/x' });
  await bed.user.unblockUser({ userId: b }, by(a));
  expect(await look(b, a)).toMatchObject({ presenceVisible: true, avatarUrl: '/media/x' });
});

test('neither of the two adds the other to a group', async () => {
  const { a, b } = await two();
  await bed.user.blockUser({ userId: b }, by(a));
  for (const [actorId, other] of [
    [a, b],
    [b, a],
  ] as const) {
    expect((await bed.user.checkGroupAdd({ actorId, userIds: [other] }, byService)).refusedIds).toEqual([other]);
  }
});
