import { LISTEN_BY_CHAT_FROM, type LiveBus } from '@parley/bus/live';
import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import { shuffle } from '@parley/kernel/shuffle';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { Watching } from '../presence/watching.ts';
import type { Connection } from './connection.ts';
import type { Registry } from './registry.ts';
import { RESYNC_FRAME } from './resync-frame.ts';
import type { Writer } from './writer.ts';

interface MendGapContext {
  readonly live: LiveBus;
  readonly clock: Clock;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly writer: Writer;
  readonly watching: Pick<Watching, 'doubtAll' | 'askAgain'>;
  readonly chats: Pick<ServiceClient<typeof ChatService>, 'listLargeChatsOf'>;
}

/** People of one step … */
const PER_STEP = 200;
/** … and ms between two: a sync costs the cluster about a millisecond, so that 2,000 a second leave it time for everything else. */
const STEP_MS = 100;
/** Ms until a step that failed is tried again. */
const RETRY_MS = 1_000;

/**
 * Puts right what may be wrong after live messages may have been missed. At once: nobody counts as alone, hears a large chat or sees anybody's
 * presence any more, for who came, left or was blocked can't be told. When messages come again: everybody's large chats are listed anew, who may see whom is
 * asked anew, and then the client is told to resync; some people at a time in random order, so that they don't all ask at once.
 */
export function createGapMending(context: MendGapContext): { readonly gaps: () => number; stop(): void } {
  const { live, clock, random, logger, registry, writer, watching, chats } = context;
  let gaps = 0;
  let cancelStep = (): void => undefined;
  let waiting: (readonly [userId: string, connections: readonly Connection[]])[] = [];

  function begin(): void {
    gaps += 1;
    cancelStep();
    const people = new Map<string, Connection[]>();
    for (const connection of registry.all()) {
      // Who isn't ready yet lists again by itself, and syncs when it is.
      if (!connection.ready) continue;
      registry.beginListing(connection);
      const others = people.get(connection.userId);
      if (others === undefined) people.set(connection.userId, [connection]);
      else others.push(connection);
    }
    watching.doubtAll();
    registry.echoes.doubtAll();
    waiting = shuffle(people, random);
    if (live.connected()) cancelStep = clock.schedule(random() * STEP_MS, () => void step(gaps));
  }

  async function step(gap: number): Promise<void> {
    const people = waiting.splice(0, PER_STEP);
    if (people.length === 0) return;
    let wait = STEP_MS;
    try {
      const request = { userIds: people.map(([userId]) => userId), minMembers: LISTEN_BY_CHAT_FROM };
      const answer = await chats.listLargeChatsOf(request, serviceCall('realtime'));
      // Another gap: what was answered may be from before it, and all begins anew.
      if (gap !== gaps) return;
      const chatsOf = new Map(answer.people.map(({ userId, chatIds }) => [userId, chatIds]));
      for (const [userId, connections] of people) {
        for (const connection of connections) mend(connection, chatsOf.get(userId) ?? []);
      }
    } catch (error) {
      if (gap !== gaps) return;
      logger.warn({ err: error, people: people.length }, 'large chats could not be listed anew; trying again');
      waiting.push(...people);
      wait = RETRY_MS;
    }
    cancelStep = clock.schedule(wait, () => void step(gap));
  }

  function mend(connection: Connection, chatIds: readonly string[]): void {
    if (connection.socket === undefined) return;
    registry.hearChats(connection, chatIds);
    void watching.askAgain(connection);
    writer.answer(connection, RESYNC_FRAME);
  }

  const stopListening = live.onGap(begin);
  return {
    gaps: () => gaps,
    stop() {
      stopListening();
      cancelStep();
      gaps += 1;
    },
  };
}
