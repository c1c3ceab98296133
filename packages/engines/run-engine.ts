import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import type { Engine, EnginePlan } from './engine.ts';
import { watchOver } from './watchdog.ts';

/** Ms that a start may take: recovery of a long log is part of it. */
const START_PATIENCE = 30_000;
/** Ms after which one that was asked to end is ended. */
const STOP_PATIENCE = 5_000;
/** Ms between two looks at whether it takes work; none of the engines has a way to tell. */
const POLL = 10;
/** Lines of the log that an error shows. */
const SHOWN = 20;

export interface RunOptions {
  /** Its data and its log. */
  readonly folder: string;
  /** Whether the folder goes when it is stopped. */
  readonly temporary: boolean;
}

interface Running {
  readonly pid: number;
  readonly exited: Promise<number>;
}

/** Starts an engine and answers when it takes work. Rejects with the end of its log where it doesn't come to that. */
export async function runEngine(plan: EnginePlan, { folder, temporary }: RunOptions): Promise<Engine> {
  let current = await launch(plan);
  const signal = (name: NodeJS.Signals): void => signalGroup(current.pid, name);

  async function end(): Promise<void> {
    signal('SIGTERM');
    // A halted process hears no signal but this.
    signal('SIGCONT');
    const timer = setTimeout(() => signal('SIGKILL'), STOP_PATIENCE);
    await current.exited;
    clearTimeout(timer);
  }

  return {
    name: plan.name,
    url: plan.url,
    port: plan.port,
    version: plan.program.version,
    origin: plan.program.origin,
    program: plan.program.path,
    folder,
    get pid() {
      return current.pid;
    },
    async stop() {
      await end();
      if (temporary) rmSync(folder, { recursive: true, force: true });
    },
    async kill() {
      signal('SIGKILL');
      await current.exited;
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async restart() {
      await end();
      current = await launch(plan);
    },
  };
}

async function launch(plan: EnginePlan): Promise<Running> {
  const log = openSync(plan.logFile, 'a', 0o600);
  const child = Bun.spawn([...plan.command], {
    cwd: '/',
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    // A group of its own: Ctrl-C at the terminal reaches whoever runs it alone, who stops it in order.
    detached: true,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...plan.env },
  });
  closeSync(log);
  const callOff = watchOver(child.pid);
  const exited = child.exited.finally(callOff);
  const patience = performance.now() + START_PATIENCE;
  while (!(await plan.ready())) {
    const status = await Promise.race([exited, Bun.sleep(POLL)]);
    if (typeof status === 'number') throw new Error(`${plan.name} ended with ${status} before it was ready.\n${endOfLog(plan)}`);
    if (performance.now() > patience) {
      signalGroup(child.pid, 'SIGKILL');
      await exited;
      throw new Error(`${plan.name} was not ready within ${START_PATIENCE / 1000} s.\n${endOfLog(plan)}`);
    }
  }
  return { pid: child.pid, exited };
}

/** Sends a signal to a process group; one that is gone already is none to tell. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function endOfLog({ logFile }: EnginePlan): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-SHOWN).join('\n');
}
