import type { Exchange } from './recorder.ts';

const SECRET = /token$|^password$|^code$/i;

/** The same exchanges without what somebody could sign in with, so that no scanner stumbles over it. */
export function withoutSecrets(exchanges: readonly Exchange[]): Exchange[] {
  return JSON.parse(JSON.stringify(exchanges), (key, value: unknown) =>
    typeof value === 'string' && SECRET.test(key) ? `(${key})` : value,
  ) as Exchange[];
}
