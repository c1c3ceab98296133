import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { refusal } from '../testing/refusal.ts';
import { by, byService, byStranger, createUserBed, type UserBed } from '../testing/user-bed.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let bed: UserBed;
let phones = 0;

beforeAll(async () => {
  database = await testDatabase();
  bed = await createUserBed(database);
});
afterAll(() => database.close());
beforeEach(() => {
  bed.time += DAY_MS;
});

function newPhone(): string {
  phones += 1;
  return `+4915114${String(phones).padStart(6, '0')}`;
}

describe('contacts', () => {
  test('are added by id and by phone, renamed and removed', async () => {
    const [owner, friend, phone] = [await bed.person(), await bed.person(), newPhone()];
    const neighbour = await bed.person({ phone });
    expect(await bed.user.addContact({ userId: friend }, by(owner))).toMatchObject({
      user: { id: friend },
      name: undefined,
      addedAt: bed.time,
    });
    expect(await bed.user.addContact({ phone, name: ' Next door ' }, by(owner))).toMatchObject({
      user: { id: neighbour, phone },
      name: 'Next door',
    });
    expect((await bed.user.updateContact({ userId: friend, name: 'Friend' }, by(owner))).name).toBe('Friend');
    expect((await bed.user.updateContact({ userId: friend, name: '' }, by(owner))).name).toBeUndefined();
    const listed = await bed.user.listContacts({ limit: 0 }, by(owner));
    expect(listed.contacts.map((contact) => contact.user?.id)).toEqual([friend, neighbour].toSorted());
    await bed.user.removeContact({ userId: friend }, by(owner));
    expect((await bed.user.listContacts({ limit: 0 }, by(owner))).contacts).toHaveLength(1);
    expect(await refusal(bed.user.removeContact({ userId: friend }, by(owner)))).toBe('contact.not_found');
  });

  test('that are added again keep their date and what is not given anew', async () => {
    const [owner, friend] = [await bed.person(), await bed.person()];
    const first = await bed.user.addContact({ userId: friend, name: 'Friend' }, by(owner));
    bed.time += DAY_MS;
    expect(await bed.user.addContact({ userId: friend }, by(owner))).toEqual(first);
    expect((await bed.user.listContacts({ limit: 0 }, by(owner))).contacts).toEqual([first]);
  });

  test('come in pages, each once', async () => {
    const owner = await bed.person();
    const friends = await Promise.all(Array.from({ length: 7 }, () => bed.person()));
    for (const userId of friends) await bed.user.addContact({ userId }, by(owner));
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await bed.user.listContacts({ limit: 3, cursor }, by(owner));
      seen.push(...page.contacts.map((contact) => contact.user?.id ?? ''));
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBe(3);
    expect(seen).toEqual(friends.toSorted());
    expect(await refusal(bed.user.listContacts({ limit: 3, cursor: 'x' }, by(owner)))).toBe('request.invalid');
  });

  test('are one’s own', async () => {
    const [owner, friend, other] = [await bed.person(), await bed.person(), await bed.person()];
    await bed.user.addContact({ userId: friend }, by(owner));
    expect((await bed.user.listContacts({ limit: 0 }, by(other))).contacts).toEqual([]);
    expect(await refusal(bed.user.updateContact({ userId: friend, name: 'Mine' }, by(other)))).toBe('contact.not_found');
    expect(await refusal(bed.user.removeContact({ userId: friend }, by(other)))).toBe('contact.not_found');
  });

  test('refuse what makes no sense', async () => {
    const phone = newPhone();
    const owner = await bed.person({ phone });
    const add = (request: { userId?: string; phone?: string; name?: string }) => refusal(bed.user.addContact(request, by(owner)));
    expect(await add({ userId: owner })).toBe('user.self_not_allowed');
    expect(await add({ phone })).toBe('user.self_not_allowed');
    expect(await add({ userId: systemIds.uuid() })).toBe('user.not_found');
    expect(await add({ userId: 'x' })).toBe('user.not_found');
    expect(await add({ phone: newPhone() })).toBe('user.not_found');
    expect(await add({ phone: '12' })).toBe('auth.phone_invalid');
    expect(await add({})).toBe('request.invalid');
    expect(await add({ userId: systemIds.uuid(), phone })).toBe('request.invalid');
    expect(await add({ userId: await bed.person(), name: 'x'.repeat(65) })).toBe('request.invalid');
    expect(await refusal(bed.user.updateContact({ userId: 'x', name: 'x' }, by(owner)))).toBe('contact.not_found');
  });

  test('are closed to strangers and services', async () => {
    for (const caller of [byStranger, byService]) {
      expect(await refusal(bed.user.listContacts({ limit: 0 }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.addContact({ userId: '' }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.updateContact({ userId: '' }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.removeContact({ userId: '' }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.syncContacts({ phones: [] }, caller))).toBe('internal.forbidden');
    }
  });
});

describe('SyncContacts', () => {
  test('finds accounts by numbers as an address book has them', async () => {
    const owner = await bed.person({ phone: newPhone() });
    const [abroad, home] = [await bed.person({ phone: '+447700900300' }), await bed.person({ phone: '+4917112345678' })];
    const { matches } = await bed.user.syncContacts(
      { phones: ['+44 7700 900300', '0171 1234 5678', '+15550009999', 'the boss', ''] },
      by(owner),
    );
    const found = matches.map(({ phone, user }) => [phone, user?.id, user?.phone]);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(['+44 7700 900300', abroad, '+447700900300']);
    expect(found).toContainEqual(['0171 1234 5678', home, '+4917112345678']);
  });

  test('reads national numbers in the country that is given', async () => {
    const owner = await bed.person();
    const id = await bed.person({ phone: '+447700900400' });
    const { matches } = await bed.user.syncContacts({ phones: ['07700 900400'], country: 'gb' }, by(owner));
    expect(matches.map(({ user }) => user?.id)).toEqual([id]);
    expect((await bed.user.syncContacts({ phones: ['07700 900400'] }, by(owner))).matches).toEqual([]);
  });

  test('leaves out who does not want to be found, who has blocked the caller, and the caller', async () => {
    const own = newPhone();
    const owner = await bed.person({ phone: own });
    const [shyPhone, blockerPhone] = [newPhone(), newPhone()];
    const shy = await bed.person({ phone: shyPhone });
    const blocker = await bed.person({ phone: blockerPhone });
    await bed.user.updatePrivacy({ discoverableByPhone: false }, by(shy));
    await bed.user.blockUser({ userId: owner }, by(blocker));
    expect((await bed.user.syncContacts({ phones: [own, shyPhone, blockerPhone] }, by(owner))).matches).toEqual([]);
    expect(await refusal(bed.user.addContact({ phone: shyPhone }, by(owner)))).toBe('user.not_found');
    expect(await refusal(bed.user.addContact({ phone: blockerPhone }, by(owner)))).toBe('user.not_found');
  });

  test('takes 1,000 numbers at a time', async () => {
    const owner = await bed.person();
    const phones = Array.from({ length: 1_001 }, (_, i) => `+1555${String(i).padStart(7, '0')}`);
    expect(await refusal(bed.user.syncContacts({ phones }, by(owner)))).toBe('request.invalid');
    expect((await bed.user.syncContacts({ phones: phones.slice(1) }, by(owner))).matches).toEqual([]);
  });

  test('looks up 5,000 numbers at once and no more', async () => {
    const owner = await bed.person();
    const batch = (n: number) => Array.from({ length: 1_000 }, (_, i) => `+1555${String(n * 1_000 + i).padStart(7, '0')}`);
    for (let n = 0; n < 5; n += 1) await bed.user.syncContacts({ phones: batch(n) }, by(owner));
    expect(await refusal(bed.user.syncContacts({ phones: batch(5) }, by(owner)))).toBe('rate.limited');
  });

  test('lets five accounts confirm 5,000 strangers in a day, and none of the next', async () => {
    const known = (n: number) => `+1666${String(n).padStart(7, '0')}`;
    await bed.db.query(
      `INSERT INTO users.accounts (id, phone, display_name, created_at, updated_at)
       SELECT gen_random_uuid(), '+1666' || lpad(n::text, 7, '0'), 'Somebody', 0, 0 FROM generate_series(0, 1599) AS n`,
    );
    let confirmed = 0;
    let refused = 0;
    for (let account = 0; account < 5; account += 1) {
      const walker = await bed.person();
      for (let n = 0; n < 1_600; n += 400) {
        const phones = Array.from({ length: 400 }, (_, i) => known(n + i));
        const answer = await bed.user.syncContacts({ phones }, by(walker)).catch(() => undefined);
        if (answer === undefined) refused += 1;
        confirmed += answer?.matches.length ?? 0;
      }
    }
    expect(confirmed).toBeLessThanOrEqual(5_000);
    expect(refused).toBe(10);
  });

  test('does not count contacts again', async () => {
    const owner = await bed.person();
    const phones = Array.from({ length: 3 }, () => newPhone());
    for (const phone of phones) await bed.person({ phone });
    for (const phone of phones) await bed.user.addContact({ phone }, by(owner));
    for (let i = 0; i < 400; i += 1) expect((await bed.user.syncContacts({ phones }, by(owner))).matches).toHaveLength(3);
  }, 20_000);
});
