import { jetStreamEvents } from '@parley/bus/jetstream-events';
import { connectNats } from '@parley/bus/nats-connection';
import { systemClock } from '@parley/kernel/clock';
import { silentLogger } from '@parley/testkit/test-logger';
import type { ConnectionTarget } from '../connection.ts';
import { outboxLog } from '../outbox.ts';
import { createPool } from '../pool.ts';

/** A process that does nothing but carry an outbox to JetStream, for a test to kill. Its argument is this as JSON. */
export interface RelayProcess {
  readonly target: ConnectionTarget;
  readonly schema: string;
  readonly nats: string;
  readonly prefix: string;
}

const { target, schema, nats, prefix } = JSON.parse(process.argv[2] ?? '') as RelayProcess;
const environment = { clock: systemClock, logger: silentLogger };
const link = connectNats({ servers: [nats], name: 'relay' }, environment);
const events = jetStreamEvents({ ...environment, link, prefix, replicas: 1, maxAge: 3_600_000, maxBytes: undefined });
await events.provide('CHATS', outboxLog(createPool(target, { max: 4 }), schema));
setInterval(() => undefined, 60_000);
