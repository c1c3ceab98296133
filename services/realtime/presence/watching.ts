import { type LiveBus, presenceSubject } from '@parley/bus/live';
import { serviceCall } from '@parley/kernel/call';
import type { ServiceClient } from '@parley/kernel/contract';
import type { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { fail } from '@parley/protocol/errors';
import { encodeFrame } from '@parley/protocol/frames';
import type { Connection } from '../connection/connection.ts';
import type { Writer } from '../connection/writer.ts';

export interface Watching {
  /** Answers the presence of each person and sends it again on every change. Hidden presence looks like being offline. */
  watch(connection: Connection, userIds: readonly string[]): Promise<void>;
  unwatch(connection: Connection, userIds: readonly string[]): void;
  /** Ends all a connection watches. */
  end(connection: Connection): void;
}

/** People whose presence one connection may follow: more than fit on a screen. */
const MAX_WATCHED = 1000;

/** Who on this node follows whose presence; the node listens once for each person, however many follow them. */
export function createWatching(
  live: LiveBus,
  writer: Writer,
  presence: Pick<ServiceClient<typeof PresenceService>, 'getPresence'>,
): Watching {
  const followers = new Map<string, { readonly connections: Set<Connection>; readonly unsubscribe: () => void }>();

  function follow(connection: Connection, userId: string): void {
    connection.watching ??= new Set();
    if (connection.watching.has(userId)) return;
    if (connection.watching.size >= MAX_WATCHED) throw fail('rate.limited', { message: 'Unsubscribe from somebody first.' });
    connection.watching.add(userId);
    const known = followers.get(userId);
    if (known !== undefined) {
      known.connections.add(connection);
      return;
    }
    const connections = new Set([connection]);
    const unsubscribe = live.subscribe(presenceSubject(userId), (message) => {
      if (message.kind === 'frame') for (const follower of connections) writer.push(follower, message.frame);
    });
    followers.set(userId, { connections, unsubscribe });
  }

  function unfollow(connection: Connection, userId: string): void {
    connection.watching?.delete(userId);
    const known = followers.get(userId);
    if (known === undefined || !known.connections.delete(connection) || known.connections.size > 0) return;
    known.unsubscribe();
    followers.delete(userId);
  }

  return {
    async watch(connection, userIds) {
      // Listening comes first, so that a change during the look-up is not missed; it ends again for those who hide.
      for (const userId of userIds) follow(connection, userId);
      const { presences } = await presence.getPresence(
        { viewerId: connection.userId, userIds: [...userIds] },
        serviceCall('realtime'),
      );
      const byUser = new Map(presences.map((known) => [known.userId, known]));
      for (const userId of userIds) {
        const known = byUser.get(userId);
        if (known?.visible !== true) unfollow(connection, userId);
        const lastSeenAt = known?.visible === true ? known.lastSeenAt : undefined;
        const state = { type: 'presence.updated', userId, online: known?.visible === true && known.online } as const;
        writer.answer(
          connection,
          encodeFrame(lastSeenAt === undefined ? state : { ...state, lastSeenAt: new Date(lastSeenAt).toISOString() }),
        );
      }
      if (connection.socket === undefined) this.end(connection);
    },
    unwatch(connection, userIds) {
      for (const userId of userIds) unfollow(connection, userId);
    },
    end(connection) {
      for (const userId of connection.watching ?? []) unfollow(connection, userId);
      connection.watching = undefined;
    },
  };
}
