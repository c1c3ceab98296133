import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/engines/free-port';
import { type EmbeddedServer, startEmbedded } from '@parley/postgres/embedded/server';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { silentLogger } from '@parley/testkit/test-logger';
import { CHAOS_ENV } from './chaos-env.ts';
import { type Cutter, openCutter } from './cutter.ts';
import { signalTree } from './process-tree.ts';
import type { Topology } from './topology.ts';

const CLIENTS = 'clients→parley';
const DATABASE = 'parley→postgres';

/** One process of Parley and a PostgreSQL beside it, each of which can die alone; with a cutter before both. */
export async function singleTopology(): Promise<Topology> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-chaos-'));
  // Under root the database runs as another user, who passes through it.
  chmodSync(folder, 0o711);
  const startPostgres = (): Promise<EmbeddedServer> =>
    startEmbedded({ directory: join(folder, 'postgres'), logger: silentLogger });
  let postgres = await startPostgres();
  const { target } = postgres;
  if (!('socketFolder' in target)) throw new Error('the embedded PostgreSQL listens on a socket');
  const database = await openCutter(`${target.socketFolder}/.s.PGSQL.${target.port}`);
  const port = await freePort();
  const clients = await openCutter({ host: '127.0.0.1', port });
  const cutters: Readonly<Record<string, Cutter>> = { [CLIENTS]: clients, [DATABASE]: database };
  const written: string[] = [];
  const bootParley = (): Promise<BootedServer> =>
    bootServer({
      dataDir: folder,
      env: {
        ...CHAOS_ENV,
        PARLEY_PORT: String(port),
        PARLEY_POSTGRES_URL: `postgres://${target.user}@127.0.0.1:${database.port}/${target.database}`,
      },
    });
  let parley = await bootParley();

  const isParley = (node: string): boolean => {
    if (node !== 'parley' && node !== 'postgres') throw new Error(`there is no node ${node}`);
    return node === 'parley';
  };
  const cutter = (link: string): Cutter => {
    const found = cutters[link];
    if (found === undefined) throw new Error(`there is no link ${link}`);
    return found;
  };
  const pidOf = (node: string): number => (isParley(node) ? parley.pid : postgres.pid);

  return {
    name: 'single',
    url: `http://127.0.0.1:${clients.port}`,
    nodes: [
      { name: 'parley', kind: 'target' },
      { name: 'postgres', kind: 'engine' },
    ],
    links: [{ name: CLIENTS }, { name: DATABASE }],
    events: { kind: 'outbox', postgres: target },
    postgres: target,
    async kill(node) {
      if (isParley(node)) {
        written.push(parley.output());
        await parley.kill();
      } else {
        signalTree(postgres.pid, 'SIGKILL');
        // Puts away what the dead one held in this process.
        await postgres.stop();
      }
    },
    async stop(node) {
      if (!isParley(node)) {
        await postgres.stop();
        return;
      }
      written.push(parley.output());
      const status = await parley.stop();
      if (status !== 0) throw new Error(`parley ended with ${status}:\n${parley.output().slice(-2000)}`);
    },
    async start(node) {
      if (isParley(node)) parley = await bootParley();
      else postgres = await startPostgres();
    },
    pause: async (node) => signalTree(pidOf(node), 'SIGSTOP'),
    resume: async (node) => signalTree(pidOf(node), 'SIGCONT'),
    cut: (link, how) => cutter(link).cut(how),
    mend: (link) => cutter(link).mend(),
    output: () => [...written, parley.output()].join(''),
    async close() {
      await parley.stop();
      await postgres.stop();
      await Promise.all(Object.values(cutters).map((each) => each.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
