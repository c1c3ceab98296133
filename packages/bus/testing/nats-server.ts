import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats } from '@parley/engines/nats';

/** A real NATS server for a test, whose store can be put back to what it was. */
export interface TestNats {
  readonly url: string;
  /** Ends it as a power cut would, its store left as it is. */
  kill(): Promise<void>;
  /** Starts it again on the same port and store, and waits until it answers. */
  start(): Promise<void>;
  /** SIGSTOP: it keeps its connections and says nothing. */
  pause(): void;
  resume(): void;
  /** Copies the store of a stopped server; the returned function puts that copy back, for a stopped server again. */
  snapshot(): () => void;
  /** Empties the store of a stopped server. */
  wipe(): void;
  close(): Promise<void>;
}

/** Starts one on a free port. Ask `engineAtHand('nats')` first. */
export async function startTestNats(): Promise<TestNats> {
  // As much as a server takes that nobody told otherwise.
  const engine = await startNats({ maxPayload: 1024 * 1024 });
  const store = join(engine.folder, 'jetstream');
  const copies = mkdtempSync(join(tmpdir(), 'parley-nats-copies-'));
  let count = 0;
  return {
    url: engine.url,
    kill: () => engine.kill(),
    start: () => engine.restart(),
    pause: () => engine.pause(),
    resume: () => engine.resume(),
    snapshot() {
      const copy = join(copies, String(count++));
      cpSync(store, copy, { recursive: true });
      return () => {
        rmSync(store, { recursive: true, force: true });
        cpSync(copy, store, { recursive: true });
      };
    },
    wipe: () => rmSync(store, { recursive: true, force: true }),
    async close() {
      await engine.stop();
      rmSync(copies, { recursive: true, force: true });
    },
  };
}
