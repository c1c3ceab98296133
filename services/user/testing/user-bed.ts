import { type LiveMessage, VISIBILITY_SUBJECT } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import { memoryCache } from '@parley/cache/memory-cache';
import type { Call } from '@parley/kernel/call';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import type { ApplyBlockRequest } from '@parley/proto/parley/chat/v1/chat_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { fail } from '@parley/protocol/errors';
import type { TestDatabase } from '@parley/testkit/test-database';
import { testDirectory } from '@parley/testkit/test-directory';
import { silentLogger } from '@parley/testkit/test-logger';
import { discoveryLimits } from '../discovery-limits.ts';
import { userMigrations } from '../module.ts';
import { userOffer } from '../offer.ts';

/** The user service over a real database, with the chat service played by the test. */
export interface UserBed {
  readonly db: Database;
  readonly user: ServiceClient<typeof UserService>;
  /** What the chat service was told, in order. */
  readonly applied: Plain<ApplyBlockRequest>[];
  /** Whom nodes were told that others may see more or less of, in order. */
  readonly seenAnew: LiveMessage[];
  chatServiceAway: boolean;
  /** Epoch ms; moves when the test says so. */
  time: number;
  /** Makes an account and answers its id. */
  person(details?: { username?: string; phone?: string; displayName?: string }): Promise<string>;
  /** Subjects and payloads of the outbox, in order. */
  events(): Promise<{ subject: string; key: string; payload: unknown }[]>;
}

/** A call of a person, as the gateway makes it. */
export function by(userId: string, sessionId: string = systemIds.uuid()): Call {
  return { caller: { kind: 'user', userId, sessionId }, requestId: 'test' };
}

export const byService: Call = { caller: { kind: 'service', name: 'test' }, requestId: 'test' };
export const byStranger: Call = { caller: { kind: 'anonymous', address: '192.0.2.1' }, requestId: 'test' };

/** Makes the service over an empty database. */
export async function createUserBed(database: TestDatabase): Promise<UserBed> {
  const db = await database.open('users', userMigrations, { outbox: true });
  let people = 0;
  const bed: Omit<UserBed, 'user'> = {
    db,
    applied: [],
    seenAnew: [],
    chatServiceAway: false,
    time: 1_800_000_000_000,
    async person(details = {}) {
      people += 1;
      const request = { username: `person_${people}`, displayName: `Person ${people}`, ...details };
      return (await client.createUser(request, byService)).userId;
    },
    events: () => db.query('SELECT subject, key, payload FROM users.outbox ORDER BY tx, n'),
  };
  const live = memoryLive((error) => {
    throw error;
  });
  live.subscribe(VISIBILITY_SUBJECT, (message) => void bed.seenAnew.push(message));
  const clock = { now: () => bed.time, schedule: () => () => {} };
  const directory = testDirectory(clock);
  const client = directory.client(UserService);
  const offer = userOffer({
    db,
    live,
    limits: discoveryLimits(memoryCache({ clock }), clock, silentLogger),
    clock,
    ids: systemIds,
    chat: {
      async applyBlock(request) {
        if (bed.chatServiceAway) throw fail('internal.unavailable');
        bed.applied.push(request);
        return {};
      },
    },
  });
  directory.serve(offer);
  return Object.assign(bed, { user: client });
}
