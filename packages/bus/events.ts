import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';

/** The durable streams of the platform (requirement B1). */
export type StreamName = 'MESSAGES' | 'CHATS' | 'USERS' | 'SESSIONS';

/**
 * Something that happened and was committed, as durable consumers see it: at least once. Inside one process the events of a key come in
 * their order. In a cluster the consumers of one name compete, so an event may overtake or repeat an earlier one of its key: a handler
 * takes an event for news that something changed, and reads the truth again before it acts.
 */
export interface DomainEvent {
  /** Unique and stable over redeliveries: what consumers are idempotent by. */
  readonly id: string;
  /** `msg.new`, `chat.created`, `group.member.added` … */
  readonly subject: string;
  /** What the event is about, and what order is kept by where it is kept: the chat id, or the user id. */
  readonly key: string;
  /** Epoch ms. */
  readonly at: number;
  /** JSON. Ids and numbers, never message bodies. */
  readonly payload: unknown;
  readonly traceparent?: string | undefined;
  /** Name of the one consumer that is to take it: a dead letter that is replayed. The others pass it over. */
  readonly onlyFor?: string | undefined;
}

/** Events of one subject that were written together, as one entry of a log, so that a batch of changes costs one row. */
export interface EventBatch extends Omit<DomainEvent, 'key' | 'payload'> {
  readonly items: readonly Pick<DomainEvent, 'id' | 'key' | 'payload'>[];
}

/** The events that an entry stands for. */
export function eventsOf(entry: DomainEvent | EventBatch): DomainEvent[] {
  if (!('items' in entry)) return [entry];
  const { items, id: _id, ...shared } = entry;
  return items.map((item) => ({ ...shared, ...item }));
}

/** A place in an event log; opaque but to the log that made it. */
export type LogPosition = string;

/** The committed events of one service in commit order, and how far each consumer has come. Implemented by the outbox. */
export interface EventLog {
  /**
   * The events of up to `limit` entries after `after` (from the beginning where undefined), with the position behind them. An entry may
   * stand for several events.
   */
  read(after: LogPosition | undefined, limit: number): Promise<LogPage>;
  /** The same as the entries themselves, each with the position behind it: for what carries the log elsewhere. */
  readEntries(after: LogPosition | undefined, limit: number): Promise<EntryPage>;
  loadPosition(consumer: string): Promise<LogPosition | undefined>;
  savePosition(consumer: string, position: LogPosition): Promise<void>;
  /** Sets aside an event that its consumer failed on for good, for a person to look at and replay. */
  bury(consumer: string, event: DomainEvent, reason: string, attempts: number): Promise<void>;
  /** Tells that there may be something new to read. The returned function ends it. */
  onAppend(listener: () => void): () => void;
  /**
   * Forgets events older than `before` (epoch ms) that `passedBy` has passed; without a name, that every consumer with a position has
   * passed, the relay apart, whose position says nothing where there is no relay.
   */
  trim(before: number, passedBy?: string): Promise<void>;
  /** Whether a position can be of this log as it is now. It can't, where the log was put back to an earlier state since. */
  knows(position: LogPosition): Promise<boolean>;
  /** Makes this process the one that carries the log elsewhere; undefined where another one is. */
  lead(): Promise<Leadership | undefined>;
}

/** Held by at most one process, and lost with its connection to the log. */
export interface Leadership {
  /** Whether it is still held; false too where that can't be told. */
  holds(): Promise<boolean>;
  /** Lets another process have it. */
  end(): Promise<void>;
}

/** The name under which the position of the relay to JetStream is kept. */
export const RELAY = 'jetstream-relay';

export interface LogPage {
  readonly events: DomainEvent[];
  /** `after` where there was nothing. */
  readonly position: LogPosition | undefined;
  /** There are later events that can't be given out yet, because an earlier one may still be committed; nobody tells when they can. */
  readonly held: boolean;
}

export interface EntryPage extends Pick<LogPage, 'position' | 'held'> {
  readonly entries: readonly { readonly position: LogPosition; readonly event: DomainEvent | EventBatch }[];
}

export interface ConsumerOptions {
  readonly stream: StreamName;
  /** Name under which the position is kept: a consumer with the same name goes on where it stopped. */
  readonly durable: string;
  /** Which subjects it wants. Others are skipped. */
  readonly subjects: readonly string[];
  /** How many events a call of the handler gets at the most. Default 100. */
  readonly batch?: number;
  /** After this many failures an event is buried; those with `internal.unavailable` or `cache.unavailable` don't count. Default 8. */
  readonly maxAttempts?: number;
}

export interface Consumer {
  /** Resolves when the handler has no call under way. No call starts afterwards. */
  stop(): Promise<void>;
}

/**
 * Durable events. They are published by writing them to a service's outbox in the transaction of the change; this port
 * carries them to the consumers, at least once, acknowledged when the handler resolves, retried with back-off when it rejects.
 * Order is kept inside one process only (see `DomainEvent`).
 */
export interface EventBus {
  /** Offers a service's outbox as the source of its stream. */
  provide(stream: StreamName, log: EventLog): Promise<void>;
  consume(options: ConsumerOptions, handler: (events: readonly DomainEvent[]) => Promise<void>): Promise<Consumer>;
}

export const eventsPort: Port<EventBus> = port<EventBus>('events');
