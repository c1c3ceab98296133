import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';
import type { NatsLink } from './nats-connection.ts';

/** The connections of a process to NATS: two, so that a flood of events doesn't hold up a frame that somebody waits for. */
export interface Nats {
  readonly live: NatsLink;
  readonly events: NatsLink;
  /** What all subjects begin with, a full stop included; empty for none. */
  readonly prefix: string;
}

/** Undefined where the process works without NATS. */
export const natsPort: Port<Nats | undefined> = port<Nats | undefined>('nats');
