import { type LiveBus, presenceSubject, VISIBILITY_SUBJECT } from '@parley/bus/live';
import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { Presence, PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { fail } from '@parley/protocol/errors';
import { encodeFrame } from '@parley/protocol/frames';
import type { Connection } from '../connection/connection.ts';
import type { Writer } from '../connection/writer.ts';
import { createFollowers, type Follower } from './followers.ts';

export interface Watching {
  /**
   * Answers the presence of each person and sends it again on every change. Hidden presence looks like being offline.
   * @throws `rate.limited` when the connection follows too many, and what the presence service throws; then nobody is followed anew.
   */
  watch(connection: Connection, userIds: readonly string[]): Promise<void>;
  unwatch(connection: Connection, userIds: readonly string[]): void;
  /** What was told may be out of date: asks again for everybody who is watched, in a while and one connection after the other. */
  recheck(): void;
  /** Ends all a connection watches. */
  end(connection: Connection): void;
  /** Word of who may see whom may have been missed: nobody sees anybody until `askAgain`. */
  doubtAll(): void;
  /** Asks anew for all that a connection follows, and tells it how things stand. Never rejects. */
  askAgain(connection: Connection): Promise<void>;
  stop(): void;
}

interface WatchingContext {
  readonly live: LiveBus;
  readonly writer: Writer;
  readonly presence: Pick<ServiceClient<typeof PresenceService>, 'getPresence'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** People whose presence one connection may follow: more than fit on a screen. */
const MAX_WATCHED = 1000;
/** Ms after which it is asked again what could not be answered. */
const RETRY_MS = 2_000;
/** Ms in which changes of who may see whom gather; frames are held back meanwhile. */
const GATHER_MS = 100;
/** Ms after which what may be out of date is asked for again: nodes have said by then who is connected to them. */
const RECHECK_MS = 20_000;

/** A question that was asked for a follower, as of then. */
interface Question {
  readonly userId: string;
  readonly follower: Follower;
  readonly epoch: number;
}

/**
 * Who on this node follows whose presence; the node listens once for each person, however many follow them. Nobody is sent a frame
 * before the presence service has said that they may see it, nor after a block or a privacy setting may have ended that.
 */
export function createWatching({ live, writer, presence, clock, logger }: WatchingContext): Watching {
  const followers = createFollowers(
    (userId, onFrame) => live.subscribe(presenceSubject(userId), (message) => message.kind === 'frame' && onFrame(message.frame)),
    (connection, frame) => writer.push(connection, frame),
  );
  /** Those of whom it has to be asked anew, by connection. */
  let doubtful = new Map<Connection, Set<string>>();
  let cancelGather: (() => void) | undefined;
  let cancelRecheck: (() => void) | undefined;
  let stopped = false;

  async function ask(connection: Connection, userIds: readonly string[]): Promise<ReadonlyMap<string, Plain<Presence>>> {
    const request = { viewerId: connection.userId, userIds: [...userIds] };
    const { presences } = await presence.getPresence(request, serviceCall('realtime'));
    if (presences.some(({ unknown }) => unknown === true)) recheck();
    return new Map(presences.flatMap((known) => (known.visible ? [[known.userId, known]] : [])));
  }

  function questionsOf(connection: Connection, userIds: readonly string[]): Question[] {
    return userIds.flatMap((userId) => {
      const follower = followers.find(connection, userId);
      return follower === undefined ? [] : [{ userId, follower, epoch: follower.epoch }];
    });
  }

  /** Lets those see who may, and ends the others; what changed since the question is left to the next one. */
  function settle(connection: Connection, questions: readonly Question[], visible: ReadonlyMap<string, Plain<Presence>>): void {
    for (const { userId, follower, epoch } of questions) {
      if (follower.epoch !== epoch || followers.find(connection, userId) !== follower) continue;
      if (!visible.has(userId)) followers.remove(connection, userId);
      else followers.admit(connection, follower);
    }
  }

  async function askAnew(connection: Connection, userIds: readonly string[]): Promise<void> {
    const questions = questionsOf(connection, userIds);
    const visible = await ask(connection, userIds).catch((error: unknown) => {
      logger.warn({ err: error }, 'who may see whose presence could not be asked; it is hidden until it can');
      return undefined;
    });
    for (const { userId } of questions) writer.push(connection, stateFrame(userId, visible?.get(userId)));
    if (visible !== undefined) settle(connection, questions, visible);
    else for (const { userId } of questions) askLater(connection, userId, RETRY_MS);
  }

  function doubt(userId: string, viewerId: string | undefined): void {
    for (const [connection, follower] of followers.of(userId)) {
      if (viewerId !== undefined && connection.userId !== viewerId) continue;
      follower.sees = false;
      follower.epoch += 1;
      askLater(connection, userId, GATHER_MS);
    }
  }

  function askLater(connection: Connection, userId: string, ms: number): void {
    doubtful.set(connection, (doubtful.get(connection) ?? new Set()).add(userId));
    cancelGather ??= clock.schedule(ms, askAll);
  }

  function askAll(): void {
    cancelGather = undefined;
    const asked = doubtful;
    doubtful = new Map();
    for (const [connection, userIds] of asked) void askAnew(connection, [...userIds]);
  }

  function recheck(): void {
    if (stopped) return;
    cancelRecheck ??= clock.schedule(RECHECK_MS, () => {
      cancelRecheck = undefined;
      askEverybody().catch((error: unknown) => {
        logger.warn({ err: error }, 'presence could not be asked again; it is tried later');
        recheck();
      });
    });
  }

  async function askEverybody(): Promise<void> {
    for (const connection of followers.connections()) {
      const userIds = [...(connection.watching ?? [])];
      if (userIds.length === 0) continue;
      const questions = questionsOf(connection, userIds);
      const visible = await ask(connection, userIds);
      for (const { userId, follower, epoch } of questions) {
        const known = visible.get(userId);
        // What isn't known yet is no news, and what is in doubt is told when that is answered.
        if (known?.unknown !== true && follower.epoch === epoch) writer.push(connection, stateFrame(userId, known));
      }
      settle(connection, questions, visible);
    }
  }

  const stopListening = live.subscribe(VISIBILITY_SUBJECT, (message) => {
    if (message.kind === 'visibility.changed') doubt(message.userId, message.viewerId);
  });

  return {
    async watch(connection, userIds) {
      const added = userIds.filter((userId) => followers.find(connection, userId) === undefined);
      if ((connection.watching?.size ?? 0) + new Set(added).size > MAX_WATCHED)
        throw fail('rate.limited', { message: 'Unsubscribe from somebody first.' });
      // Listening comes first, so that a change during the look-up is not missed; frames are held back until it is answered.
      for (const userId of added) followers.add(connection, userId);
      const questions = questionsOf(connection, userIds);
      try {
        const visible = await ask(connection, userIds);
        for (const userId of userIds) writer.answer(connection, stateFrame(userId, visible.get(userId)));
        settle(connection, questions, visible);
      } catch (error) {
        for (const userId of added) followers.remove(connection, userId);
        throw error;
      }
      if (connection.socket === undefined) followers.end(connection);
    },
    unwatch(connection, userIds) {
      for (const userId of userIds) followers.remove(connection, userId);
    },
    recheck,
    end: followers.end,
    doubtAll() {
      for (const follower of followers.all()) {
        follower.sees = false;
        follower.epoch += 1;
      }
    },
    async askAgain(connection) {
      if (connection.watching !== undefined && connection.watching.size > 0) await askAnew(connection, [...connection.watching]);
    },
    stop() {
      stopped = true;
      stopListening();
      cancelGather?.();
      cancelRecheck?.();
    },
  };
}

/** The presence of a person; undefined for somebody whose presence is hidden, which is how it looks while it is unknown. */
function stateFrame(userId: string, known: Plain<Presence> | undefined): string {
  const state = { type: 'presence.updated', userId, online: known?.online === true } as const;
  const lastSeenAt = known?.lastSeenAt;
  return encodeFrame(lastSeenAt === undefined ? state : { ...state, lastSeenAt: new Date(lastSeenAt).toISOString() });
}
