import { signalGroup, spawnWatched } from '@parley/engines/spawn-watched';
import type { Unit } from './unit.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** Ms that an answer about health may take. */
const PATIENCE = 2_000;

export interface TargetOptions {
  readonly name: string;
  readonly target: string;
  readonly ports: { readonly public: number; readonly internal: number };
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly logFile: string;
}

/** A process of Parley that runs one target. */
export function targetUnit({ name, target, ports, env, dataDir, logFile }: TargetOptions): Unit {
  // Both stand on the command line, so that the next start knows a process that a killed cluster has left.
  const flags = ['serve', '--target', target, '--data-dir', dataDir];
  return {
    name,
    kind: 'target',
    role: target,
    ports,
    logFile,
    async launch() {
      const command = [process.execPath, 'apps/server/main.ts', ...flags];
      const { pid, exited } = spawnWatched({ command, env, cwd: ROOT, logFile });
      return {
        pid,
        exited,
        ready: () => isReady(ports.internal),
        stop: () => signalGroup(pid, 'SIGTERM'),
        kill: () => signalGroup(pid, 'SIGKILL'),
      };
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(PATIENCE),
      keepalive: false,
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // It doesn't listen yet.
    return false;
  }
}
