import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { signalGroup, spawnWatched } from '@parley/engines/spawn-watched';
import type { Unit } from './unit.ts';

/** The program, in the folder of a build. */
const PROGRAM = 'apps/server/main.ts';
/** Ms that an answer about health may take. */
const PATIENCE = 2_000;

export interface TargetOptions {
  readonly name: string;
  readonly target: string;
  readonly ports: { readonly public: number; readonly internal: number };
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** Folder of the build that it runs, until it's told another. */
  readonly build: string;
  readonly logFile: string;
}

/** A process of Parley that runs one target. */
export function targetUnit({ name, target, ports, env, dataDir, build, logFile }: TargetOptions): Unit {
  let cwd = buildIn(build);
  // Both stand on the command line, so that the next start knows a process that a killed cluster has left.
  const flags = ['serve', '--target', target, '--data-dir', dataDir];
  return {
    name,
    kind: 'target',
    role: target,
    ports,
    logFile,
    useBuild(folder) {
      cwd = buildIn(folder);
    },
    async launch() {
      const { pid, exited } = spawnWatched({ command: [process.execPath, PROGRAM, ...flags], env, cwd, logFile });
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

function buildIn(folder: string): string {
  if (!existsSync(join(folder, PROGRAM))) throw new Error(`${folder} is no build of Parley: it has no ${PROGRAM}.`);
  return resolve(folder);
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
