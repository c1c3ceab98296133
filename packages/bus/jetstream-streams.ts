import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { StreamName } from './events.ts';
import type { NatsLink } from './nats-connection.ts';

/** How the streams are kept. */
export interface StreamSettings {
  /** What all subjects begin with, a full stop included; empty for none. The names of streams begin with the same, and `_`. */
  readonly prefix: string;
  /** Copies of each stream in a NATS cluster: 1, 3 or 5. */
  readonly replicas: number;
  /** Ms that events are kept in a stream. */
  readonly maxAge: number;
  /** Bytes of a stream, past which the oldest events go; undefined for no limit. */
  readonly maxBytes: number | undefined;
}

/** JetStream by one connection. */
export interface JetStream {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Servers before 2.10 take one subject filter a consumer. */
  readonly filtersSubjects: boolean;
}

/** What works on a stream, for as long as the process lives, over whichever connection stands. */
export interface StreamContext {
  readonly link: NatsLink;
  /** What all subjects begin with. */
  readonly prefix: string;
  /** JetStream on a connection, with the stream made. */
  readonly prepare: (connection: NatsConnection) => Promise<JetStream>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

const SUBJECTS: Readonly<Record<StreamName | 'DEAD', readonly string[]>> = {
  MESSAGES: ['msg.>'],
  CHATS: ['chat.>', 'group.>'],
  USERS: ['user.>'],
  SESSIONS: ['session.>'],
  DEAD: ['dead.>'],
};
const MS = 1_000_000;
const DAY = 24 * 60 * 60_000;
/** Ms in which the server knows an event again that is published twice. */
const DUPLICATE_WINDOW = 5 * 60_000;
/** Ms that dead letters wait for a person. */
const DEAD_AGE = 90 * DAY;
/** `stream name already in use with a different configuration` (errors.json of nats-server). */
const STREAM_NAME_EXISTS = 10_058;

/** The name of a stream at the server. */
export const streamOf = (prefix: string, stream: StreamName | 'DEAD'): string => `${prefix.replace(/\.$/, '_')}${stream}`;

/**
 * Makes the stream if there is none, and changes one that is otherwise. Any number of processes may do so at once.
 * @throws where the server has no JetStream, or not the room
 */
export async function ensureStream(
  manager: JetStreamManager,
  stream: StreamName | 'DEAD',
  settings: StreamSettings,
): Promise<void> {
  const config: Partial<StreamConfig> & { name: string } = {
    name: streamOf(settings.prefix, stream),
    subjects: SUBJECTS[stream].map((subject) => settings.prefix + subject),
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: (stream === 'DEAD' ? DEAD_AGE : settings.maxAge) * MS,
    max_bytes: settings.maxBytes ?? -1,
    num_replicas: settings.replicas,
    duplicate_window: DUPLICATE_WINDOW * MS,
    allow_direct: true,
  };
  try {
    await manager.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === STREAM_NAME_EXISTS)) throw error;
    await manager.streams.update(config.name, config);
  }
}

/** JetStream on a connection. Rejects where the server has none. */
export async function openJetStream(connection: NatsConnection): Promise<JetStream> {
  const manager = await jetstreamManager(connection);
  const [major = 0, minor = 0] = (connection.info?.version ?? '').split('.').map(Number);
  const filtersSubjects = major > 2 || (major === 2 && minor >= 10);
  return { connection, client: jetstream(connection), manager, filtersSubjects };
}
