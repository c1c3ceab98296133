import { afterAll, expect, test } from 'bun:test';
import { logEvents } from '@parley/bus/log-events';
import { memoryLive } from '@parley/bus/memory-live';
import { memoryLog } from '@parley/bus/memory-log';
import { memoryCache } from '@parley/cache/memory-cache';
import { systemClock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import { createMeter } from '@parley/kernel/prometheus';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import { Registry } from 'prom-client';
import { userModule } from './module.ts';
import { by, createUserBed } from './testing/user-bed.ts';

const database = await testDatabase();
afterAll(() => database.close());

test('the module offers its outbox as USERS and drops the devices of sessions it hears have ended', async () => {
  const bed = await createUserBed(database);
  const events = logEvents({ clock: systemClock, logger: silentLogger });
  const sessions = memoryLog();
  const dealtWith = Promise.withResolvers<void>();
  await events.provide('SESSIONS', {
    ...sessions,
    async savePosition(consumer, position) {
      await sessions.savePosition(consumer, position);
      if (consumer === 'user-devices') dealtWith.resolve();
    },
  });
  const cache = memoryCache({ clock: systemClock });
  const instance = await userModule.init({
    postgres: database,
    cache,
    live: memoryLive((error) => {
      throw error;
    }),
    events,
    config: { rateLimit: 'on' },
    logger: silentLogger,
    meter: createMeter(new Registry()),
    clock: systemClock,
    ids: systemIds,
    nodeId: 'test',
    calls: {
      chat: { applyBlock: async () => ({}) } as Partial<ServiceClient<typeof ChatService>> as ServiceClient<typeof ChatService>,
    },
  });
  await instance.start?.();

  const heard = Promise.withResolvers<readonly string[]>();
  await events.consume({ stream: 'USERS', durable: 'test', subjects: ['user.created'] }, async (batch) => {
    heard.resolve(batch.map(({ key }) => key));
  });
  const person = await bed.person();
  expect(await heard.promise).toEqual([person]);

  const sessionId = systemIds.uuid();
  await bed.user.registerDevice({ kind: 'fcm', token: 'x' }, by(person, sessionId));
  sessions.append({
    id: systemIds.uuid(),
    subject: 'session.revoked',
    key: person,
    at: 0,
    payload: { sessionId, userId: person },
  });
  await dealtWith.promise;
  expect(await bed.db.query('SELECT id FROM users.devices')).toEqual([]);

  await instance.drain?.();
  cache.stop();
  await events.stop();
});
