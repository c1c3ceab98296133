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
  /** Ends all a connection watches. */
  end(connection: Connection): void;
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
/** Ms in which changes of who may see whom gather; frames are held back meanwhile. */
const GATHER_MS = 100;

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

  async function ask(connection: Connection, userIds: readonly string[]): Promise<ReadonlyMap<string, Plain<Presence>>> {
    const request = { viewerId: connection.userId, userIds: [...userIds] };
    const { presences } = await presence.getPresence(request, serviceCall('realtime'));
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
      logger.warn({ err: error }, 'who may see whose presence could not be asked; it is hidden');
      return new Map<string, Plain<Presence>>();
    });
    for (const { userId } of questions) writer.push(connection, stateFrame(userId, visible.get(userId)));
    settle(connection, questions, visible);
  }

  function doubt(userId: string, viewerId: string | undefined): void {
    for (const [connection, follower] of followers.of(userId)) {
      if (viewerId !== undefined && connection.userId !== viewerId) continue;
      follower.sees = false;
      follower.epoch += 1;
      doubtful.set(connection, (doubtful.get(connection) ?? new Set()).add(userId));
    }
    if (doubtful.size > 0) cancelGather ??= clock.schedule(GATHER_MS, askAll);
  }

  function askAll(): void {
    cancelGather = undefined;
    const asked = doubtful;
    doubtful = new Map();
    for (const [connection, userIds] of asked) void askAnew(connection, [...userIds]);
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
    end: followers.end,
    stop() {
      stopListening();
      cancelGather?.();
    },
  };
}

/** The presence of a person; undefined for somebody whose presence is hidden. */
function stateFrame(userId: string, known: Plain<Presence> | undefined): string {
  const state = { type: 'presence.updated', userId, online: known?.online === true } as const;
  const lastSeenAt = known?.lastSeenAt;
  return encodeFrame(lastSeenAt === undefined ? state : { ...state, lastSeenAt: new Date(lastSeenAt).toISOString() });
}
