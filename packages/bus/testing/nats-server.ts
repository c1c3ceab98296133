import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/testkit/free-port';

/** A real NATS server for a test, with its store in a folder of its own. */
export interface TestNats {
  readonly url: string;
  /** Ends it as a power cut would, its store left as it is. */
  kill(): Promise<void>;
  /** Starts it again on the same port and store, and waits until it answers. */
  start(): Promise<void>;
  /** SIGSTOP: it keeps its connections and says nothing. */
  pause(): void;
  resume(): void;
  /** Copies the store as it is now, the server stopped or not; the returned function puts that copy back, for a stopped server. */
  snapshot(): () => void;
  /** Empties the store of a stopped server. */
  wipe(): void;
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startTestNats(): Promise<TestNats> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-nats-'));
  const store = join(folder, 'store');
  const port = await freePort();
  const config = join(folder, 'nats.conf');
  writeFileSync(config, `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${store}", sync_interval: "1s" }\n`);
  const binary =
    process.env['PARLEY_NATS_SERVER'] ?? Bun.which('nats-server') ?? join(process.env['HOME'] ?? '', 'go/bin/nats-server');
  if (!existsSync(binary)) throw new Error('These tests need nats-server on the PATH, or PARLEY_NATS_SERVER.');
  let server: Bun.Subprocess | undefined;
  let copies = 0;

  async function start(): Promise<void> {
    server = Bun.spawn([binary, '-c', config], { stdout: 'ignore', stderr: 'ignore' });
    while (!(await answers(port))) if (server.exitCode !== null) throw new Error('nats-server ended at once');
  }
  async function kill(): Promise<void> {
    server?.kill('SIGKILL');
    await server?.exited;
    server = undefined;
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    kill,
    pause: () => server?.kill('SIGSTOP'),
    resume: () => server?.kill('SIGCONT'),
    snapshot() {
      const copy = join(folder, `copy${copies++}`);
      cpSync(store, copy, { recursive: true });
      return () => {
        rmSync(store, { recursive: true, force: true });
        cpSync(copy, store, { recursive: true });
      };
    },
    wipe: () => rmSync(store, { recursive: true, force: true }),
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a server greets at the port; answers false a little later where none does, so that it can be asked in a loop. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 20, false));
  });
}
