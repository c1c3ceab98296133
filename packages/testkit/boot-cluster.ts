import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BootedServer } from './boot-server.ts';
import { type ClusterProcess, controlCluster, readClusterLogs, readClusterReport } from './cluster-processes.ts';
import { followOutput } from './follow-output.ts';

export interface BootClusterOptions {
  /** Settings of every process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many processes of a target, where that isn't the usual number. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Folder of an earlier cluster, to start on again. It is kept; one that the kit makes goes when the cluster is stopped. */
  readonly dataDir?: string;
}

/** A cluster of processes behind one address. */
export interface BootedCluster extends BootedServer {
  /** Its processes as they are now; `pid` of the cluster itself is that of the process that looks after them. */
  processes(): readonly ClusterProcess[];
  /** Does something to a process or a target: `processes/message-1/kill`, `targets/message/restart`; see tools/cluster/control.ts. */
  control(path: string): Promise<void>;
}

const MAIN = new URL('../../tools/cluster/main.ts', import.meta.url).pathname;
const BOOT_PATIENCE = 180_000;
const POLL = 10;

/** Starts `npm run cluster` on a free port and answers when all of it is ready. Rejects with what it wrote when it ends before. */
export async function bootCluster(options: BootClusterOptions = {}): Promise<BootedCluster> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const flags = [
    ...Object.entries(options.env ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(options.replicas ?? {}).flatMap(([target, count]) => ['--replicas', `${target}=${count}`]),
  ];
  const cluster = Bun.spawn([process.execPath, MAIN, '--port', '0', '--data-dir', dataDir, ...flags], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', PARLEY_LOG_FORMAT: 'json', ...engineVariables() },
    detached: true,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const output = followOutput(cluster.stdout, cluster.stderr);
  const clean = (): void => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };

  const timer = setTimeout(() => cluster.kill('SIGTERM'), BOOT_PATIENCE);
  const url = await Promise.race([output.ready, cluster.exited.then(() => undefined)]);
  clearTimeout(timer);
  if (url === undefined) {
    await output.ended;
    clean();
    throw new Error(`The cluster ended with ${await cluster.exited} before it was ready:\n${output.text()}`);
  }
  let last = readClusterReport(dataDir);
  const report = () => (last = readClusterReport(dataDir));
  return {
    url,
    pid: cluster.pid,
    dataDir,
    processes: () => report().processes,
    control: (path) => controlCluster(last, path),
    output: () => output.text() + readClusterLogs(last),
    async stop() {
      cluster.kill('SIGTERM');
      const status = await cluster.exited;
      await output.ended;
      clean();
      return status;
    },
    async kill() {
      const pids = [cluster.pid, ...report().processes.map(({ pid }) => pid)];
      for (const pid of pids) signal(pid, 'SIGKILL');
      await cluster.exited;
      while (pids.some((pid) => signal(pid, 0))) await Bun.sleep(POLL);
    },
  };
}

/** Whether there was one to tell. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Where the engines are to be found is the machine's affair, and the cluster's to know. */
function engineVariables(): Record<string, string> {
  const names = ['PARLEY_NATS_SERVER', 'PARLEY_REDIS_SERVER', 'PARLEY_S3_SERVER', 'XDG_CACHE_HOME'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cluster-'));
  // Under root PostgreSQL runs as another user, who passes through it.
  chmodSync(folder, 0o711);
  return folder;
}
