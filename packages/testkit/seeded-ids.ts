import type { Ids } from '@parley/kernel/ids';

/** Ids that are the same in each run with the same seed: UUIDv7 whose times count up from `seed`, bytes from a generator. */
export function seededIds(seed = 1): Ids {
  const random = seededRandom(seed);
  let made = 0;
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  return {
    uuid() {
      // RFC 9562 §5.7: 48 bits of time, version, 12 random bits, variant, 62 random bits.
      made++;
      const time = (1_700_000_000_000 + made).toString(16).padStart(12, '0');
      const tail = Buffer.from(bytes(10));
      tail[0] = ((tail[0] ?? 0) & 0x0f) | 0x70;
      tail[2] = ((tail[2] ?? 0) & 0x3f) | 0x80;
      const hex = time + tail.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    bytes,
  };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain, Tommy Ettinger). Not for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
