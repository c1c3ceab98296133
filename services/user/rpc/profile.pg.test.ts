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
  bed.time += 86_400_000;
});

async function search(query: string, viewer: string, limit = 10): Promise<string[]> {
  const { users } = await bed.user.searchUsers({ query, limit }, by(viewer));
  return users.map((user) => user.id);
}

describe('UpdateProfile', () => {
  test('changes what is given and keeps the rest', async () => {
    const id = await bed.person({ username: 'keeper', displayName: 'Keeper' });
    await bed.user.updateProfile({ about: ' Hello. ', avatarUrl: '/media/1' }, by(id));
    expect(await bed.user.updateProfile({ displayName: 'Kept' }, by(id))).toMatchObject({
      id,
      username: 'keeper',
      displayName: 'Kept',
      about: 'Hello.',
      avatarUrl: '/media/1',
    });
    expect(await bed.events()).toContainEqual({
      subject: 'user.updated',
      key: id,
      payload: { userId: id, changed: ['about', 'avatarUrl'] },
    });
  });

  test('clears what may be empty', async () => {
    const id = await bed.person();
    await bed.user.updateProfile({ about: 'x', avatarUrl: 'https://example.org/a.png' }, by(id));
    const user = await bed.user.updateProfile({ about: '', avatarUrl: '' }, by(id));
    expect(user).toMatchObject({ about: undefined, avatarUrl: undefined });
  });

  test('changes nothing and tells nobody when nothing is given', async () => {
    const id = await bed.person();
    const before = (await bed.events()).length;
    expect((await bed.user.updateProfile({}, by(id))).id).toBe(id);
    expect(await bed.events()).toHaveLength(before);
  });

  test('refuses a username of somebody else, and takes another case of one’s own', async () => {
    const [mine] = [await bed.person({ username: 'mine' }), await bed.person({ username: 'theirs' })];
    expect(await refusal(bed.user.updateProfile({ username: 'THEIRS' }, by(mine)))).toBe('user.username_taken');
    expect((await bed.user.updateProfile({ username: 'Mine' }, by(mine))).username).toBe('Mine');
  });

  test('gives a username to one of those who want it at once, new people among them', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => bed.person()));
    const renames = ids.map((id) => bed.user.updateProfile({ username: 'wanted' }, by(id)));
    const arrivals = Array.from({ length: 10 }, () => bed.person({ username: 'WANTED' }));
    const outcomes = await Promise.all(
      [...renames, ...arrivals].map((attempt: Promise<unknown>) =>
        attempt.then(
          () => 'got it',
          () => refusal(attempt),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'got it')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'user.username_taken')).toHaveLength(19);
  });

  test('frees the username that it replaces', async () => {
    const id = await bed.person({ username: 'former' });
    await bed.user.updateProfile({ username: 'present' }, by(id));
    expect(await bed.user.findByLogin({ login: 'former' }, byService)).toEqual({ userId: '' });
    await bed.person({ username: 'former' });
  });

  test.each([
    [{ username: 'no spaces' }],
    [{ username: '' }],
    [{ displayName: ' ' }],
    [{ displayName: 'x'.repeat(65) }],
    [{ about: 'x'.repeat(141) }],
    [{ about: 'nul \u0000' }],
    [{ avatarUrl: 'javascript:alert(1)' }],
    [{ avatarUrl: '//evil.example/a.png' }],
    [{ avatarUrl: `https://example.org/${'x'.repeat(2_048)}` }],
  ])('refuses %j', async (change) => {
    expect(await refusal(bed.user.updateProfile(change, by(await bed.person())))).toBe('request.invalid');
  });

  test('takes 140 characters of about, whatever they weigh', async () => {
    expect((await bed.user.updateProfile({ about: '😀'.repeat(140) }, by(await bed.person()))).about).toHaveLength(280);
  });

  test('is closed to strangers and services, and to who has no account', async () => {
    expect(await refusal(bed.user.updateProfile({}, byStranger))).toBe('internal.forbidden');
    expect(await refusal(bed.user.updateProfile({}, byService))).toBe('internal.forbidden');
    expect(await refusal(bed.user.updateProfile({ about: 'x' }, by(systemIds.uuid())))).toBe('user.not_found');
  });
});

describe('SearchUsers', () => {
  test('finds by the beginning of the username and of each word of the name, in any language', async () => {
    const viewer = await bed.person();
    const ada = await bed.person({ username: 'countess', displayName: 'Ada Lovelace' });
    const wang = await bed.person({ username: 'wangxm', displayName: '王小明' });
    const jose = await bed.person({ username: 'pepe', displayName: 'José Ángel' });
    const cases: [string, string][] = [
      ['coun', ada],
      ['@COUNTESS', ada],
      ['ada l', ada],
      ['love', ada],
      ['王', wang],
      ['小明', wang],
      ['jose', jose],
      ['ANGE', jose],
    ];
    for (const [query, id] of cases) expect(await search(query, viewer)).toEqual([id]);
    for (const query of ['ovelace', 'xyzzy', '%', '_', '', '   ', '@']) expect(await search(query, viewer)).toEqual([]);
  });

  test('puts the exact username first, then usernames, then names', async () => {
    const viewer = await bed.person();
    const byName = await bed.person({ displayName: 'Zoe Aardvark' });
    const longer = await bed.person({ username: 'zoe_b', displayName: 'B' });
    const exact = await bed.person({ username: 'zoe', displayName: 'C' });
    expect(await search('zoe', viewer)).toEqual([exact, longer, byName]);
    expect(await search('zoe', viewer, 1)).toEqual([exact]);
  });

  test('follows a change of the name', async () => {
    const viewer = await bed.person();
    const id = await bed.person({ displayName: 'Quentin Before' });
    await bed.user.updateProfile({ displayName: 'Quentin After' }, by(id));
    expect(await search('before', viewer)).toEqual([]);
    expect(await search('after', viewer)).toEqual([id]);
  });

  test('leaves out the viewer and those who have blocked the viewer', async () => {
    const viewer = await bed.person({ displayName: 'Hidden Viewer' });
    const blocker = await bed.person({ displayName: 'Hidden Blocker' });
    const other = await bed.person({ displayName: 'Hidden Other' });
    await bed.user.blockUser({ userId: viewer }, by(blocker));
    await bed.user.blockUser({ userId: other }, by(viewer));
    expect(await search('hidden', viewer)).toEqual([other]);
  });

  test('uses the index', async () => {
    await bed.db.query(
      `INSERT INTO users.accounts (id, username, username_key, display_name, created_at, updated_at)
       SELECT gen_random_uuid(), 'filler' || n, 'filler' || n, 'Filler', 0, 0 FROM generate_series(1, 5000) AS n`,
    );
    await bed.db.query(
      `INSERT INTO users.search_terms SELECT username_key, id FROM users.accounts WHERE display_name = 'Filler'`,
    );
    await bed.db.query('ANALYZE users.search_terms');
    const plan = await bed.db.query<object>(
      `EXPLAIN SELECT user_id FROM users.search_terms WHERE term >= 'fill' AND term < 'fill\u{10FFFF}' ORDER BY term, user_id LIMIT 1000`,
    );
    expect(JSON.stringify(plan)).toContain('search_terms_pkey');
  });

  test('is limited', async () => {
    const viewer = await bed.person();
    const outcomes = [];
    for (let i = 0; i < 61; i += 1)
      outcomes.push(
        await search('nobody', viewer).then(
          () => 'ok',
          () => 'limited',
        ),
      );
    expect(outcomes.indexOf('limited')).toBe(60);
  });

  test('is closed to strangers and services', async () => {
    expect(await refusal(bed.user.searchUsers({ query: 'a', limit: 1 }, byStranger))).toBe('internal.forbidden');
    expect(await refusal(bed.user.searchUsers({ query: 'a', limit: 1 }, byService))).toBe('internal.forbidden');
  });
});

describe('privacy settings', () => {
  test('are open at first, and change one by one', async () => {
    const id = await bed.person();
    const open = {
      lastSeen: 'everyone',
      avatar: 'everyone',
      about: 'everyone',
      groupAdd: 'everyone',
      readReceipts: true,
      discoverableByPhone: true,
    };
    expect(await bed.user.getPrivacy({}, by(id))).toEqual(open);
    expect(await bed.user.updatePrivacy({ avatar: 'contacts', readReceipts: false }, by(id))).toEqual({
      ...open,
      avatar: 'contacts',
      readReceipts: false,
    });
    expect(await bed.user.updatePrivacy({}, by(id))).toMatchObject({ avatar: 'contacts', readReceipts: false });
    bed.seenAnew.length = 0;
    await bed.user.updatePrivacy({ lastSeen: 'contacts' }, by(id));
    expect(bed.seenAnew).toEqual([{ kind: 'visibility.changed', userId: id }]);
    expect(await bed.events()).toContainEqual({
      subject: 'user.updated',
      key: id,
      payload: { userId: id, changed: ['privacy'] },
    });
  });

  test('refuse an audience that there is none of', async () => {
    const id = await bed.person();
    expect(await refusal(bed.user.updatePrivacy({ avatar: 'friends' }, by(id)))).toBe('request.invalid');
    expect(await refusal(bed.user.updatePrivacy({ groupAdd: '' }, by(id)))).toBe('request.invalid');
  });

  test('are closed to strangers, services and who has no account', async () => {
    for (const caller of [byStranger, byService]) {
      expect(await refusal(bed.user.getPrivacy({}, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.updatePrivacy({}, caller))).toBe('internal.forbidden');
    }
    expect(await refusal(bed.user.getPrivacy({}, by(systemIds.uuid())))).toBe('user.not_found');
    expect(await refusal(bed.user.updatePrivacy({ avatar: 'nobody' }, by(systemIds.uuid())))).toBe('user.not_found');
  });
});

describe('what others see', () => {
  type Audience = 'everyone' | 'contacts' | 'nobody';
  type Viewer = 'stranger' | 'contact' | 'blocked' | 'blocked contact' | 'self';
  const seen: Record<Audience, Record<Viewer, boolean>> = {
    everyone: { stranger: true, contact: true, blocked: false, 'blocked contact': false, self: true },
    contacts: { stranger: false, contact: true, blocked: false, 'blocked contact': false, self: true },
    nobody: { stranger: false, contact: false, blocked: false, 'blocked contact': false, self: true },
  };
  const matrix = Object.entries(seen).flatMap(([audience, viewers]) =>
    Object.entries(viewers).map(([viewer, sees]) => ({ audience, viewer, sees })),
  );

  test.each(matrix)('$audience: a $viewer sees it: $sees', async ({ audience, viewer, sees }) => {
    const subject = await bed.person();
    await bed.user.updateProfile({ about: 'About me', avatarUrl: '/media/me' }, by(subject));
    await bed.user.updatePrivacy({ about: audience, avatar: audience, lastSeen: audience, groupAdd: audience }, by(subject));
    const viewerId = viewer === 'self' ? subject : await bed.person();
    if (viewer.endsWith('contact')) await bed.user.addContact({ userId: viewerId }, by(subject));
    if (viewer.startsWith('blocked')) await bed.user.blockUser({ userId: viewerId }, by(subject));

    const { users } = await bed.user.getUsers({ viewerId, userIds: [subject] }, byService);
    const [user] = users;
    expect(user).toMatchObject({ displayName: expect.any(String), username: expect.any(String), presenceVisible: sees });
    expect(user?.about !== undefined).toBe(sees);
    expect(user?.avatarUrl !== undefined).toBe(sees);
    const { visibleIds } = await bed.user.checkPresenceVisible({ viewerId, userIds: [subject] }, byService);
    expect(visibleIds).toEqual(sees ? [subject] : []);
    if (viewer === 'self') return;
    const { refusedIds } = await bed.user.checkGroupAdd({ actorId: viewerId, userIds: [subject] }, byService);
    expect(refusedIds).toEqual(sees ? [] : [subject]);
  });

  test('without a viewer is what strangers see', async () => {
    const subject = await bed.person();
    await bed.user.updateProfile({ about: 'About me' }, by(subject));
    await bed.user.updatePrivacy({ about: 'contacts' }, by(subject));
    const { users } = await bed.user.getUsers({ viewerId: '', userIds: [subject] }, byService);
    expect(users[0]?.about).toBeUndefined();
  });

  test('a phone number is seen by its owner, by who knew it, and between each other’s contacts', async () => {
    const subject = await bed.person({ phone: '+447700900200' });
    const [stranger, knower, added, mutual] = [await bed.person(), await bed.person(), await bed.person(), await bed.person()];
    await bed.user.addContact({ phone: '+447700900200' }, by(knower));
    await bed.user.addContact({ userId: subject }, by(added));
    await bed.user.addContact({ userId: subject }, by(mutual));
    await bed.user.addContact({ userId: mutual }, by(subject));
    const phoneSeenBy = async (viewerId: string) =>
      (await bed.user.getUsers({ viewerId, userIds: [subject] }, byService)).users[0]?.phone;
    expect(await phoneSeenBy(subject)).toBe('+447700900200');
    expect(await phoneSeenBy(knower)).toBe('+447700900200');
    expect(await phoneSeenBy(mutual)).toBe('+447700900200');
    expect(await phoneSeenBy(stranger)).toBeUndefined();
    expect(await phoneSeenBy(added)).toBeUndefined();
  });

  test('the checks are for services alone', async () => {
    const caller = by(await bed.person());
    for (const outsider of [caller, byStranger]) {
      expect(await refusal(bed.user.checkPresenceVisible({ viewerId: '', userIds: [] }, outsider))).toBe('internal.forbidden');
      expect(await refusal(bed.user.checkGroupAdd({ actorId: '', userIds: [] }, outsider))).toBe('internal.forbidden');
      expect(await refusal(bed.user.checkBlocks({ pairs: [] }, outsider))).toBe('internal.forbidden');
    }
  });

  test('nobody can be added whom nobody knows', async () => {
    const [actor, known] = [await bed.person(), await bed.person()];
    const unknown = systemIds.uuid();
    expect(await bed.user.checkGroupAdd({ actorId: actor, userIds: [known, unknown, 'not-an-id'] }, byService)).toEqual({
      unknownIds: [unknown, 'not-an-id'],
      refusedIds: [],
    });
  });
});
