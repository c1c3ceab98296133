import { type Random, uuidFromBytes } from '../random.ts';

/** Repeatable randomness. */
export interface Prng extends Random {
  /** A whole number in [0, below). */
  below(below: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T | undefined;
  /** An independent stream that follows from this one and the name. */
  fork(name: string): Prng;
}

/** The generator "sfc32" (Chris Doty-Humphrey, PractRand), seeded by a number and names. */
export function createPrng(seed: number | string): Prng {
  let [a, b, c, d] = hash(String(seed));
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let warm = 0; warm < 12; warm++) next();
  const prng: Prng = {
    fraction: () => next() / 2 ** 32,
    uuid: () => uuidFromBytes(new Uint8Array(new Uint32Array([next(), next(), next(), next()]).buffer)),
    below: (below) => Math.floor((next() / 2 ** 32) * below),
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (items) => items[Math.floor((next() / 2 ** 32) * items.length)],
    fork: (name) => createPrng(`${seed}/${name}`),
  };
  return prng;
}

/** FNV-1a over the text, four times with other starts. */
function hash(text: string): [number, number, number, number] {
  const one = (start: number): number => {
    let value = start;
    for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    return value | 0;
  };
  return [one(0x811c9dc5), one(0x1b873593), one(0x2545f491), 1];
}
