import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
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

describe('CreateUser', () => {
  test('makes an account and announces it', async () => {
    const { userId } = await bed.user.createUser({ username: 'Ada.L', displayName: ' Ada Lovelace ' }, byService);
    const { users } = await bed.user.getUsers({ viewerId: '', userIds: [userId] }, byService);
    expect(users).toMatchObject([{ id: userId, username: 'Ada.L', displayName: 'Ada Lovelace' }]);
    expect(await bed.events()).toContainEqual({ subject: 'user.created', key: userId, payload: { userId } });
  });

  test('refuses a username that is taken, whatever its case', async () => {
    await bed.person({ username: 'Grace' });
    expect(await refusal(bed.person({ username: 'gRACE' }))).toBe('user.username_taken');
  });

  test('refuses a phone that is taken', async () => {
    await bed.person({ phone: '+4915112345678' });
    expect(await refusal(bed.person({ phone: '+49 151 12345678' }))).toBe('user.phone_taken');
  });

  test('gives one username to one of 50 who ask at once', async () => {
    const tries = Array.from({ length: 50 }, (_, i) => bed.person({ username: i % 2 === 0 ? 'the_one' : 'The_One' }));
    const outcomes = await Promise.all(
      tries.map((attempt) =>
        attempt.then(
          () => 'made',
          () => refusal(attempt),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'user.username_taken')).toHaveLength(49);
  });

  test('answers a repeated request with an id of its own as the first time', async () => {
    const request = { userId: systemIds.uuid(), username: 'again', displayName: 'Again' };
    const first = await bed.user.createUser(request, byService);
    const second = await bed.user.createUser(request, byService);
    expect(second).toEqual(first);
    expect(first.userId).toBe(request.userId);
  });

  test.each(['ab', 'a'.repeat(33), 'has space', 'ümlaut', 'a-b', '+49123', ''])('refuses the username %p', async (username) => {
    expect(await refusal(bed.person({ username }))).toBe('request.invalid');
  });

  test.each(['', '   ', 'x'.repeat(65), 'two\nlines', 'turned \u202e round'])(
    'refuses the display name %p',
    async (displayName) => {
      expect(await refusal(bed.person({ displayName }))).toBe('request.invalid');
    },
  );

  test('is closed to people and strangers', async () => {
    const request = { username: 'sneaky', displayName: 'Sneaky' };
    expect(await refusal(bed.user.createUser(request, by(systemIds.uuid())))).toBe('internal.forbidden');
    expect(await refusal(bed.user.createUser(request, byStranger))).toBe('internal.forbidden');
  });
});

describe('EnsureUserByPhone', () => {
  test('makes one account for a phone, however many ask at once', async () => {
    const calls = Array.from({ length: 20 }, () => bed.user.ensureUserByPhone({ phone: '+15550001111' }, byService));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map((answer) => answer.userId)).size).toBe(1);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
  });

  test('names a new person without telling the phone', async () => {
    const { userId } = await bed.user.ensureUserByPhone({ phone: '+15550002222' }, byService);
    const { users } = await bed.user.getUsers({ viewerId: '', userIds: [userId] }, byService);
    expect(users[0]?.displayName).toStartWith('User ');
    expect(users[0]?.displayName).not.toContain('2222');
  });

  test('refuses what is not a phone', async () => {
    expect(await refusal(bed.user.ensureUserByPhone({ phone: '12' }, byService))).toBe('auth.phone_invalid');
  });
});

describe('FindByLogin', () => {
  test('finds by username in any case, and by phone', async () => {
    const id = await bed.person({ username: 'Turing', phone: '+447700900123' });
    expect(await bed.user.findByLogin({ login: 'tURING' }, byService)).toEqual({ userId: id });
    expect(await bed.user.findByLogin({ login: '+44 7700 900123' }, byService)).toEqual({ userId: id });
  });

  test('answers the empty id for nobody', async () => {
    expect(await bed.user.findByLogin({ login: 'nobody_here' }, byService)).toEqual({ userId: '' });
    expect(await bed.user.findByLogin({ login: '+4915199999999' }, byService)).toEqual({ userId: '' });
  });

  test('is closed to people', async () => {
    expect(await refusal(bed.user.findByLogin({ login: 'Turing' }, by(systemIds.uuid())))).toBe('internal.forbidden');
  });
});

describe('GetUsers', () => {
  test('answers in the order asked for, without unknown and malformed ids', async () => {
    const [a, b] = [await bed.person(), await bed.person()];
    const { users } = await bed.user.getUsers({ viewerId: a, userIds: [b, systemIds.uuid(), 'not-an-id', a, b] }, byService);
    expect(users.map((user) => user.id)).toEqual([b, a]);
  });

  test('lets a person look only as themselves', async () => {
    const subject = await bed.person({ phone: '+4915100000001' });
    const { users } = await bed.user.getUsers({ viewerId: subject, userIds: [subject] }, by(await bed.person()));
    expect(users[0]?.phone).toBeUndefined();
  });

  test('has a limit', async () => {
    const userIds = Array.from({ length: 2_049 }, () => systemIds.uuid());
    expect(await refusal(bed.user.getUsers({ viewerId: '', userIds }, byService))).toBe('request.invalid');
  });

  test('is closed to strangers', async () => {
    expect(await refusal(bed.user.getUsers({ viewerId: '', userIds: [] }, byStranger))).toBe('internal.forbidden');
  });
});
