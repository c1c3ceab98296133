import { MAX_IDS } from '@parley/protocol/limits';
import type { ClientFrame } from '@parley/protocol/ws/client-frames';

/** Whose presence is looked at, told to the server on every connection. */
export interface PresenceWatch {
  /** The returned function ends it. */
  watch(userId: string): () => void;
  /** A connection is ready: it knows nothing yet. */
  renew(): void;
}

export function createPresenceWatch(send: (frame: ClientFrame) => void): PresenceWatch {
  const watched = new Map<string, number>();
  return {
    watch(userId) {
      const before = watched.get(userId) ?? 0;
      watched.set(userId, before + 1);
      if (before === 0) send({ type: 'presence.subscribe', userIds: [userId] });
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = (watched.get(userId) ?? 1) - 1;
        if (left > 0) watched.set(userId, left);
        else {
          watched.delete(userId);
          send({ type: 'presence.unsubscribe', userIds: [userId] });
        }
      };
    },
    renew() {
      const ids = [...watched.keys()];
      for (let start = 0; start < ids.length; start += MAX_IDS)
        send({ type: 'presence.subscribe', userIds: ids.slice(start, start + MAX_IDS) });
    },
  };
}
