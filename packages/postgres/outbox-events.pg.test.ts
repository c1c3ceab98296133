import { afterAll } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainEvent } from '@parley/bus/events';
import { eventsConformance } from '@parley/bus/events.conformance';
import { type LogEvents, logEvents } from '@parley/bus/log-events';
import { systemClock } from '@parley/kernel/clock';
import { testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import { appendEvents, outboxLog } from './outbox.ts';

const database = await testDatabase();
const noMigrations = mkdtempSync(join(tmpdir(), 'parley-none-'));
afterAll(async () => {
  await database.close();
  rmSync(noMigrations, { recursive: true });
});
let schemas = 0;

eventsConformance('outbox', async () => {
  const schema = `outbox_${schemas++}`;
  const db = await database.open(schema, noMigrations, { outbox: true });
  const buses: LogEvents[] = [];
  async function start(): Promise<LogEvents> {
    const bus = logEvents({ clock: systemClock, logger: silentLogger, random: () => 0 });
    buses.push(bus);
    await bus.provide('CHATS', outboxLog(db, schema));
    return bus;
  }
  return {
    bus: await start(),
    ordered: true,
    successor: start,
    publish: (...events) => db.transaction((tx) => appendEvents(tx, schema, events)),
    async buried(durable) {
      type Letter = DomainEvent & { readonly reason: string; readonly attempts: number };
      const letters = await db.query<Letter>(
        `SELECT id, subject, key, at::float8 AS at, payload, reason, attempts FROM ${schema}.dead_letters WHERE consumer = $1`,
        [durable],
      );
      return letters.map(({ reason, attempts, ...event }) => ({ event, reason, attempts }));
    },
    close: async () => void buses.map((bus) => bus.stop()),
  };
});
