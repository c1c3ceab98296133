import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { LiveBus, LiveHandler, LiveMessage } from './live.ts';
import { aloneInPayload, decodeLive, encodeLive, isLine } from './live-codec.ts';
import type { NatsLink } from './nats-connection.ts';

export interface NatsLiveOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What all subjects begin with, a full stop included; empty for none. Installations that share a server have different ones. */
  readonly prefix: string;
  /** Told of a handler that threw; the others are called all the same. */
  readonly onHandlerError: (error: unknown, subject: string) => void;
}

/** The live path over NATS. */
export interface NatsLive extends LiveBus {
  /** Messages that nobody got, because there was no connection. */
  dropped(): number;
  subjects(): number;
  /** Ends all subscriptions; the link stays. */
  close(): void;
}

interface Listening {
  handlers: readonly LiveHandler[];
  subscription: Subscription | undefined;
}

/** What waits for the next microtask, to travel as one NATS message. */
interface Pending {
  readonly entries: string[];
  /** Characters of all. */
  length: number;
}

/** Whether two lists hold the same strings: an entry of several subjects is one string, so this doesn't look into them. */
const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((entry, index) => entry === other[index]);

/** Characters of one payload at the most; a server takes 1 MiB by default, and a character has up to 3 bytes. */
const FULL = 64 * 1024;
const NOTHING = new Uint8Array(0);
/** Ms that subscriptions take to be known to all servers of a NATS cluster; a single server knows them when it answers. */
const CLUSTER_SETTLE = 500;
/** Ms that somebody waits at the most for the server to have what was published. */
const PASS_ON_WITHIN = 250;
/** Ms in which the gaps that other nodes tell of are gathered to one: after a restart of the server all of them tell. */
const GAP_GATHER = 300;

/**
 * The live path on core NATS: one subscription for each subject, however many handlers it has. What a process publishes comes back to
 * its own handlers by way of NATS and only so: thus all handlers everywhere see the messages of a subject in one order. What is published
 * to a subject in one go (until the next microtask) travels as one NATS message.
 *
 * While there is no connection, publications are dropped; when it is back, every node is told of a gap, for the others could not know
 * that they missed something. Handlers run as fast as messages are read, so nothing piles up in this process; a process that reads too
 * slowly is cut off by the server, which is a loss of the connection, and a gap.
 */
export function natsLive(link: NatsLink, { clock, logger, prefix, onHandlerError }: NatsLiveOptions): NatsLive {
  const gapSubject = `${prefix}live.gap`;
  const listening = new Map<string, Listening>();
  const gapHandlers = new Set<() => void>();
  let pending = new Map<string, Pending>();
  // A fan-out publishes one message object to many subjects: it is encoded once.
  let lastMessage: LiveMessage | undefined;
  let lastEntry = '';
  let lastIsLine = true;
  let connected = false;
  let dropped = 0;
  /** Whether others may miss something of this node that was published without a connection, or just before it was lost. */
  let owesGap = false;
  let published = false;
  let cancelGap: (() => void) | undefined;
  let closed = false;

  function tellGap(): void {
    for (const handler of [...gapHandlers]) {
      try {
        handler();
      } catch (error) {
        onHandlerError(error, gapSubject);
      }
    }
  }

  function listen(connection: NatsConnection, subject: string): Subscription {
    const deliver = (message: LiveMessage): void => {
      // Replaced, never changed: who subscribes or leaves meanwhile doesn't disturb this.
      for (const handler of listening.get(subject)?.handlers ?? []) {
        try {
          handler(message);
        } catch (error) {
          onHandlerError(error, subject);
        }
      }
    };
    return connection.subscribe(prefix + subject, {
      callback(refused, message) {
        if (refused !== null) {
          logger.warn({ err: refused }, 'a live subscription was refused');
          return;
        }
        try {
          decodeLive(message.string(), deliver);
        } catch (error) {
          onHandlerError(error, subject);
        }
      },
    });
  }

  async function stand(connection: NatsConnection): Promise<void> {
    connection.subscribe(gapSubject, {
      callback: () => {
        cancelGap ??= clock.schedule(GAP_GATHER, () => {
          cancelGap = undefined;
          if (connected) tellGap();
        });
      },
    });
    for (const [subject, entry] of listening) entry.subscription = listen(connection, subject);
    await connection.flush();
    if (connection.info?.cluster !== undefined)
      await new Promise<void>((resolve) => void clock.schedule(CLUSTER_SETTLE, resolve));
    if (link.current() !== connection || closed) return;
    connected = true;
    if (owesGap) connection.publish(gapSubject);
    owesGap = false;
    published = false;
    tellGap();
  }

  function flush(): void {
    const batch = pending;
    pending = new Map();
    lastMessage = undefined;
    // The members of a chat get the same, one after the other: it is put together and encoded once.
    let last: Pending | undefined;
    let payload: Uint8Array = NOTHING;
    for (const [subject, own] of batch) {
      if (last === undefined || !isSame(own.entries, last.entries)) payload = Buffer.from(own.entries.join('\n'));
      last = own;
      send(subject, payload);
    }
  }

  function send(subject: string, payload: string | Uint8Array): void {
    const connection = link.current();
    try {
      if (connection === undefined) dropped++;
      else connection.publish(prefix + subject, payload);
    } catch (error) {
      dropped++;
      logger.warn({ err: error, size: payload.length }, 'a live message could not be sent');
    }
  }

  const stopUp = link.onUp((connection) => {
    stand(connection).catch((error: unknown) =>
      logger.warn({ err: error }, 'live subscriptions could not be made; the connection is lost'),
    );
  });
  const stopDown = link.onDown(() => {
    for (const entry of listening.values()) entry.subscription = undefined;
    owesGap ||= published;
    if (!connected) return;
    connected = false;
    tellGap();
  });

  return {
    publish(subject, message) {
      published = true;
      if (link.current() === undefined) {
        owesGap = true;
        dropped++;
        return;
      }
      if (message !== lastMessage) {
        lastMessage = message;
        lastEntry = encodeLive(message);
        lastIsLine = isLine(lastEntry);
      }
      const entry = lastEntry;
      const before = pending.get(subject);
      if (lastIsLine && before !== undefined && before.length + entry.length < FULL) {
        before.entries.push(entry);
        before.length += entry.length;
        return;
      }
      if (before !== undefined) send(subject, before.entries.join('\n'));
      if (lastIsLine) {
        if (pending.size === 0) queueMicrotask(flush);
        pending.set(subject, { entries: [entry], length: entry.length });
        return;
      }
      pending.delete(subject);
      send(subject, aloneInPayload(entry));
    },

    subscribe(subject, handler) {
      // A handler given twice is called twice, and each subscription ends alone.
      const own: LiveHandler = (message) => handler(message);
      const known = listening.get(subject);
      if (known !== undefined) known.handlers = [...known.handlers, own];
      else {
        const connection = link.current();
        listening.set(subject, {
          handlers: [own],
          subscription: connection === undefined ? undefined : listen(connection, subject),
        });
      }
      return () => {
        const entry = listening.get(subject);
        if (entry === undefined) return;
        entry.handlers = entry.handlers.filter((other) => other !== own);
        if (entry.handlers.length > 0) return;
        entry.subscription?.unsubscribe();
        listening.delete(subject);
      };
    },

    async passedOn() {
      flush();
      const connection = link.current();
      if (connection === undefined) return;
      const patience = Promise.withResolvers<void>();
      const cancel = clock.schedule(PASS_ON_WITHIN, patience.resolve);
      const answered = connection
        .flush()
        .catch((error: unknown) => logger.debug({ err: error }, 'the live path was lost meanwhile'));
      await Promise.race([answered, patience.promise]);
      cancel();
    },
    connected: () => connected,
    onGap(handler) {
      const own = (): void => handler();
      gapHandlers.add(own);
      return () => void gapHandlers.delete(own);
    },
    dropped: () => dropped,
    subjects: () => listening.size,
    close() {
      closed = true;
      flush();
      connected = false;
      cancelGap?.();
      stopUp();
      stopDown();
      for (const { subscription } of listening.values()) subscription?.unsubscribe();
      listening.clear();
    },
  };
}
