/** Epoch ms as the protocol writes a time: ISO 8601, UTC, with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same for a time that may be absent. */
export function isoTimeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(ms);
}
