/** Where ids and secrets come from. Passed in, so that tests and simulations can repeat a run. */
export interface Ids {
  /** A UUIDv7: unique, and ordered by the time it was made. */
  uuid(): string;
  /** `length` cryptographically random bytes. */
  bytes(length: number): Uint8Array;
}

/** The machine's own randomness. */
export const systemIds: Ids = {
  uuid: () => Bun.randomUUIDv7(),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
