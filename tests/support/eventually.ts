/** Ms that something asynchronous may take before the test says that it never happens. */
const PATIENCE = 30_000;
const INTERVAL = 20;

/**
 * Asks until the answer is right, for what the server does behind the scenes and tells nobody of. `look` answers undefined, or fails an
 * expectation, as long as it is not. Rejects with the last failure when the patience is over.
 */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    let failure: unknown = new Error('nothing came of it in time');
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) throw failure;
    await Bun.sleep(INTERVAL);
  }
}
