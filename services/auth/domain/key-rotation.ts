const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often a process looks at the stored keys. */
export const LOOK_EVERY_MS = DAY_MS;
/** A new key is published this long before it signs: every process has then looked at least once, so none meets a key it doesn't know. */
const PUBLISH_AHEAD_MS = 2 * DAY_MS;
/** How long a key signs. */
const SIGNS_FOR_MS = 90 * DAY_MS;
/** A key that has been followed by another verifies for as long as the longest access token lives, and an hour. */
const VERIFY_AFTER_MS = 25 * HOUR_MS;

export interface KeyTimes {
  readonly id: string;
  /** Epoch ms. */
  readonly signsFrom: number;
}

export interface KeyPlan {
  /** From when a key that is to be made signs. */
  readonly add: number | undefined;
  /** Ids of keys that no valid token can be signed with. */
  readonly drop: readonly string[];
}

/** What is to be done about the keys of an installation at `now`. */
export function planKeys(keys: readonly KeyTimes[], now: number): KeyPlan {
  const newest = Math.max(...keys.map((key) => key.signsFrom));
  const add = keys.length === 0 ? now : now >= newest + SIGNS_FOR_MS ? now + PUBLISH_AHEAD_MS : undefined;
  const drop = keys.filter((key) => {
    const followers = keys.filter((other) => other.signsFrom > key.signsFrom).map((other) => other.signsFrom);
    return followers.length > 0 && now >= Math.min(...followers) + VERIFY_AFTER_MS;
  });
  return { add, drop: drop.map((key) => key.id) };
}

/** The key that signs at `now`: the latest of those that sign already. */
export function signingKey<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  return keys
    .filter((key) => key.signsFrom <= now)
    .reduce<Key | undefined>((best, key) => (best !== undefined && best.signsFrom >= key.signsFrom ? best : key), undefined);
}
