/** What was written last: all messages of a batch have one time, and each has it written several times. */
let last = { ms: 0, text: new Date(0).toISOString() };

/** Epoch ms as the protocol writes a time: ISO 8601, UTC, with milliseconds. */
export function isoTime(ms: number): string {
  if (last.ms !== ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}

/** The same for a time that may be absent. */
export function isoTimeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(ms);
}
