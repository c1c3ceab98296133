import { type LiveBus, userSubject } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import type { Connection } from './connection.ts';
import { RESYNC_FRAME } from './resync-frame.ts';

/** A person's sends that are made without an echo. */
export interface Spared {
  /** `asked`: the presence service is looking for connections at other nodes, and nobody has told of one since. */
  standing: 'asked' | 'alone' | 'in_company';
  /** Of them, those that are not answered yet. */
  underWay: number;
  /** When the last was answered, epoch ms. */
  lastAt: number;
}

/**
 * Echoes: the live frames of what people send themselves, for their other connections. Who has no other connection at all needs none, and most
 * people have none, which spares a publication and its delivery for each message.
 *
 * Alone is who has one connection here, is at no other node by the presence service's word, and of whom no node has told that they came there
 * since: each tells when somebody comes. What is in doubt counts as company, until they are named to the presence service again.
 */
export interface Echoes {
  /** Begins a send. Undefined where its echo is needed; else to be given back by `settle`. */
  spare(connection: Connection): Spared | undefined;
  /** The send is answered. Who came to the person meanwhile may have missed it, and is told to resync. */
  settle(spared: Spared, connection: Connection): void;
  /** The presence service is about to hear that these people are here. */
  naming(userIds: readonly string[]): void;
  /** It has heard, and found these of them nowhere else. */
  named(userIds: readonly string[], alone: ReadonlySet<string>): void;
  /** Somebody's connection at another node is told of. */
  heardOf(userId: string): void;
  /** Somebody's last connection here is gone. */
  forget(userId: string): void;
  /** Word of connections elsewhere may have been missed. */
  doubtAll(): void;
}

interface EchoesContext {
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly connectionsOf: (userId: string) => ReadonlySet<Connection>;
  /** Tells other nodes that somebody is here too. */
  readonly tellOthers: (userId: string) => void;
}

/** Ms after a send was answered in which word of a connection may still come that was too late for its sync: far more than the live path takes. */
const LATE = 5_000;

export function createEchoes({ live, clock, connectionsOf, tellOthers }: EchoesContext): Echoes {
  const people = new Map<string, Spared>();

  /** Of the person of a connection, if it is their only one anywhere. */
  function aloneWith(connection: Connection): Spared | undefined {
    const connections = connectionsOf(connection.userId);
    if (connections.size !== 1 || !connections.has(connection)) return undefined;
    const spared = people.get(connection.userId);
    return spared?.standing === 'alone' ? spared : undefined;
  }

  function tellMissed(userId: string, exceptConnection: string | undefined): void {
    live.publish(userSubject(userId), { kind: 'frame', frame: RESYNC_FRAME, exceptConnection });
  }

  return {
    spare(connection) {
      const spared = aloneWith(connection);
      if (spared !== undefined) spared.underWay += 1;
      return spared;
    },
    settle(spared, connection) {
      spared.underWay -= 1;
      spared.lastAt = clock.now();
      // One word for all that were under way.
      if (spared.underWay === 0 && aloneWith(connection) !== spared) tellMissed(connection.userId, connection.id);
    },
    naming(userIds) {
      for (const userId of userIds) {
        const spared = people.get(userId);
        if (spared?.standing === 'in_company') spared.standing = 'asked';
        if (spared === undefined && connectionsOf(userId).size > 0)
          people.set(userId, { standing: 'asked', underWay: 0, lastAt: 0 });
      }
    },
    named(userIds, alone) {
      for (const userId of userIds) {
        const spared = people.get(userId);
        if (spared?.standing !== 'asked') continue;
        spared.standing = alone.has(userId) ? 'alone' : 'in_company';
        // The other node may have heard nothing of this one: both came at the same time.
        if (!alone.has(userId)) tellOthers(userId);
      }
    },
    heardOf(userId) {
      const spared = people.get(userId);
      if (spared === undefined) return;
      spared.standing = 'in_company';
      // Those under way see it when they are answered.
      if (spared.underWay > 0 || clock.now() - spared.lastAt >= LATE) return;
      const [sender] = connectionsOf(userId);
      tellMissed(userId, sender?.id);
    },
    forget: (userId) => void people.delete(userId),
    doubtAll() {
      for (const spared of people.values()) spared.standing = 'in_company';
    },
  };
}
