/** Somebody whom a node vouched for, and until when that holds (epoch ms). */
export interface Lapse {
  readonly userId: string;
  readonly nodeId: string;
  readonly at: number;
}

/**
 * When each voucher lapses unless it is renewed. All live equally long, so the order of renewal is the order of lapsing: the next
 * one is found without looking at the others, and nobody has to be polled.
 */
export interface Lapses {
  /** Counts from `now` again. Times may not run backwards between calls. */
  renew(userId: string, nodeId: string, now: number): void;
  drop(userId: string, nodeId: string): void;
  /** When the first lapses; undefined when there is none. */
  next(): number | undefined;
  /** Takes out all that have lapsed at `now`. */
  take(now: number): Lapse[];
}

/** `ttl`: ms that a voucher holds. */
export function createLapses(ttl: number): Lapses {
  const lapses = new Map<string, Lapse>();
  const keyOf = (userId: string, nodeId: string) => `${userId} ${nodeId}`;
  return {
    renew(userId, nodeId, now) {
      const key = keyOf(userId, nodeId);
      lapses.delete(key);
      lapses.set(key, { userId, nodeId, at: now + ttl });
    },
    drop: (userId, nodeId) => void lapses.delete(keyOf(userId, nodeId)),
    next: () => lapses.values().next().value?.at,
    take(now) {
      const taken: Lapse[] = [];
      for (const [key, lapse] of lapses) {
        if (lapse.at > now) break;
        lapses.delete(key);
        taken.push(lapse);
      }
      return taken;
    },
  };
}
