import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { DomainEvent, EventBus } from '@parley/bus/events';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { consumeEndedSessions } from '../ended-sessions.ts';
import { refusal } from '../testing/refusal.ts';
import { by, byService, byStranger, createUserBed, type UserBed } from '../testing/user-bed.ts';

let database: TestDatabase;
let bed: UserBed;

beforeAll(async () => {
  database = await testDatabase();
  bed = await createUserBed(database);
});
afterAll(() => database.close());

const subscription = (endpoint: string) => JSON.stringify({ endpoint, keys: { p256dh: 'x', auth: 'y' } });
async function devicesOf(userId: string): Promise<string[]> {
  const rows = await bed.db.query<{ id: string }>('SELECT id FROM users.devices WHERE user_id = $1::uuid', [userId]);
  return rows.map((row) => row.id);
}

describe('RegisterDevice', () => {
  test('takes each kind', async () => {
    const id = await bed.person();
    const requests = [
      { kind: 'fcm', token: 'fcm-1' },
      { kind: 'apns', token: 'apns-1' },
      { kind: 'webpush', subscription: subscription('https://push.example/1') },
      { kind: 'unifiedpush', subscription: subscription('https://up.example/1') },
    ];
    for (const request of requests)
      expect(await bed.user.registerDevice(request, by(id))).toMatchObject({ kind: request.kind, createdAt: bed.time });
    expect(await devicesOf(id)).toHaveLength(4);
  });

  test('knows an installation again', async () => {
    const id = await bed.person();
    const first = await bed.user.registerDevice({ kind: 'fcm', token: 'again' }, by(id));
    bed.time += 1;
    expect(await bed.user.registerDevice({ kind: 'fcm', token: 'again' }, by(id))).toEqual(first);
  });

  test('passes an installation to who is signed in there now, under another id', async () => {
    const [former, present] = [await bed.person(), await bed.person()];
    const before = await bed.user.registerDevice({ kind: 'fcm', token: 'handed over' }, by(former));
    const after = await bed.user.registerDevice({ kind: 'fcm', token: 'handed over' }, by(present));
    expect(after.id).not.toBe(before.id);
    expect(await devicesOf(former)).toEqual([]);
    expect(await devicesOf(present)).toEqual([after.id]);
  });

  test('keeps the 32 that were heard of last', async () => {
    const id = await bed.person();
    const registered: string[] = [];
    for (let i = 0; i < 33; i += 1) {
      bed.time += 1;
      registered.push((await bed.user.registerDevice({ kind: 'apns', token: `many-${i}` }, by(id))).id);
    }
    expect((await devicesOf(id)).toSorted()).toEqual(registered.slice(1).toSorted());
  });

  test.each([
    [{ kind: 'pager', token: 'x' }],
    [{ kind: 'fcm' }],
    [{ kind: 'fcm', token: '' }],
    [{ kind: 'fcm', token: 'x'.repeat(4_097) }],
    [{ kind: 'webpush', token: 'x' }],
    [{ kind: 'webpush', subscription: 'not json' }],
    [{ kind: 'webpush', subscription: 'null' }],
    [{ kind: 'webpush', subscription: '{}' }],
    [{ kind: 'unifiedpush', subscription: subscription('http://plain.example') }],
  ])('refuses %j', async (request) => {
    expect(await refusal(bed.user.registerDevice(request, by(await bed.person())))).toBe('request.invalid');
  });

  test('is closed to strangers and services', async () => {
    for (const caller of [byStranger, byService]) {
      expect(await refusal(bed.user.registerDevice({ kind: 'fcm', token: 'x' }, caller))).toBe('internal.forbidden');
      expect(await refusal(bed.user.deleteDevice({ deviceId: '' }, caller))).toBe('internal.forbidden');
    }
  });
});

describe('DeleteDevice', () => {
  test('takes away one’s own, and no other', async () => {
    const [mine, other] = [await bed.person(), await bed.person()];
    const { id } = await bed.user.registerDevice({ kind: 'fcm', token: 'to go' }, by(mine));
    expect(await refusal(bed.user.deleteDevice({ deviceId: id }, by(other)))).toBe('device.not_found');
    await bed.user.deleteDevice({ deviceId: id }, by(mine));
    expect(await refusal(bed.user.deleteDevice({ deviceId: id }, by(mine)))).toBe('device.not_found');
    expect(await refusal(bed.user.deleteDevice({ deviceId: 'x' }, by(mine)))).toBe('device.not_found');
  });
});

test('the devices of a session go when it ends', async () => {
  const id = await bed.person();
  const [ended, live] = [systemIds.uuid(), systemIds.uuid()];
  await bed.user.registerDevice({ kind: 'fcm', token: 'ended' }, by(id, ended));
  const kept = await bed.user.registerDevice({ kind: 'fcm', token: 'live' }, by(id, live));

  let handle: (events: readonly DomainEvent[]) => Promise<void> = () => Promise.reject(new Error('nobody listens'));
  const events: Pick<EventBus, 'consume'> = {
    async consume(_options, handler) {
      handle = handler;
      return { stop: async () => {} };
    },
  };
  await consumeEndedSessions(events, bed.db);
  const event = (payload: unknown): DomainEvent => ({
    id: systemIds.uuid(),
    subject: 'session.revoked',
    key: id,
    at: bed.time,
    payload,
  });
  await handle([event({ sessionId: ended, userId: id }), event({ sessionId: 'x' }), event(null), event({})]);
  expect(await devicesOf(id)).toEqual([kept.id]);
});
