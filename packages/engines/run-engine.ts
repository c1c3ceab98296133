import { readFileSync, rmSync } from 'node:fs';
import type { Engine, EnginePlan } from './engine.ts';
import { commandOf } from './engine-command.ts';
import { signalGroup, spawnWatched, type WatchedProcess } from './spawn-watched.ts';

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

async function launch(plan: EnginePlan): Promise<WatchedProcess> {
  const child = spawnWatched(commandOf(plan));
  const patience = performance.now() + START_PATIENCE;
  while (!(await plan.ready())) {
    const ended = await Promise.race([child.exited, Bun.sleep(POLL)]);
    if (typeof ended === 'string') throw new Error(`${plan.name} ended (${ended}) before it was ready.\n${endOfLog(plan)}`);
    if (performance.now() > patience) {
      signalGroup(child.pid, 'SIGKILL');
      await child.exited;
      throw new Error(`${plan.name} was not ready within ${START_PATIENCE / 1000} s.\n${endOfLog(plan)}`);
    }
  }
  return child;
}

function endOfLog({ logFile }: EnginePlan): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-SHOWN).join('\n');
}
