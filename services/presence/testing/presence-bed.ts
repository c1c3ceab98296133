import { fileURLToPath } from 'node:url';
import { type LiveBus, type LiveMessage, presenceSubject } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import type { Cache } from '@parley/cache/cache';
import { memoryCache } from '@parley/cache/memory-cache';
import type { Plain } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import { fail } from '@parley/protocol/errors';
import type { Presence } from '@parley/protocol/presence';
import { type ManualClock, manualClock } from '@parley/testkit/manual-clock';
import type { TestDatabase } from '@parley/testkit/test-database';
import { type LogLine, testLogger } from '@parley/testkit/test-logger';
import type { PresenceContext } from '../context.ts';

export const TTL = 30_000;

/** What the service works with, over a real database, an in-process cache and bus, and a clock that the test moves. */
export interface PresenceBed {
  readonly context: PresenceContext;
  readonly clock: ManualClock;
  readonly live: LiveBus;
  readonly log: readonly LogLine[];
  /** The chats that the chat service knows, and how often it was asked. */
  readonly chats: Map<string, Plain<ChatState>>;
  asked: number;
  /** Pairs `viewer person` of whom the user service says that the viewer may not see the person. */
  readonly hidden: Set<string>;
  cacheAway: boolean;
  /** The cache comes back empty. */
  forget(): void;
  person(): string;
  /** All presence frames about this person from now on. */
  watch(userId: string): Pick<Presence, 'online' | 'lastSeenAt'>[];
  /** Everything published on a subject from now on. */
  listen(subject: string): LiveMessage[];
}

export async function createPresenceBed(database: TestDatabase): Promise<PresenceBed> {
  const db = await database.open('presence', fileURLToPath(new URL('../store/migrations', import.meta.url)));
  const clock = manualClock();
  const { logger, lines } = testLogger();
  const live = memoryLive((error) => {
    throw error;
  });
  let cache: Cache = memoryCache({ clock });
  const memory = (): Cache => cache;
  const reachable =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (bed.cacheAway) throw fail('cache.unavailable');
      return work(...args);
    };
  const failing: Cache = {
    ...cache,
    get: reachable((key) => memory().get(key)),
    getMany: reachable((keys) => memory().getMany(keys)),
    set: reachable((...given) => memory().set(...given)),
    setIfAbsent: reachable((...given) => memory().setIfAbsent(...given)),
    renew: reachable((...given) => memory().renew(...given)),
    delete: reachable((keys) => memory().delete(keys)),
    addToSets: reachable((...given) => memory().addToSets(...given)),
    removeFromSets: reachable((...given) => memory().removeFromSets(...given)),
    membersOf: reachable((...given) => memory().membersOf(...given)),
  };
  const listen = (subject: string) => {
    const heard: LiveMessage[] = [];
    live.subscribe(subject, (message) => void heard.push(message));
    return heard;
  };
  const bed: PresenceBed = {
    clock,
    live,
    log: lines,
    chats: new Map(),
    asked: 0,
    hidden: new Set(),
    cacheAway: false,
    forget() {
      cache = memoryCache({ clock });
    },
    person: () => systemIds.uuid(),
    listen,
    watch(userId) {
      const seen: Pick<Presence, 'online' | 'lastSeenAt'>[] = [];
      live.subscribe(presenceSubject(userId), (message) => {
        if (message.kind !== 'frame') return;
        const { type: _type, userId: _who, ...presence } = JSON.parse(message.frame) as Presence & { type: string };
        seen.push(presence);
      });
      return seen;
    },
    context: {
      db,
      cache: failing,
      live,
      clock,
      ids: systemIds,
      logger,
      nodeId: 'presence',
      ttl: TTL,
      chat: {
        async getChatParticipants({ chatId }) {
          bed.asked += 1;
          const chat = bed.chats.get(chatId);
          if (chat === undefined) throw fail('chat.not_found');
          return chat;
        },
      },
      user: {
        async checkPresenceVisible({ viewerId, userIds }) {
          bed.asked += 1;
          return { visibleIds: userIds.filter((userId) => !bed.hidden.has(`${viewerId} ${userId}`)) };
        },
      },
    },
  };
  return bed;
}
