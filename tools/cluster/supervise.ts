import { readFileSync } from 'node:fs';
import type { Logger } from '@parley/kernel/logger';
import { signalTree } from './signal-tree.ts';
import type { LaunchedUnit, Unit } from './unit.ts';

export type UnitState = 'stopped' | 'starting' | 'ready' | 'waiting' | 'stopping';

/** A unit that is started again when it ends without having been asked to. */
export interface Supervised {
  readonly unit: Unit;
  readonly state: UnitState;
  /** Of the process that runs now, or ran last; 0 before the first. */
  readonly pid: number;
  /** How often it was started again. */
  readonly restarts: number;
  readonly paused: boolean;
  /** Wants it to run. Resolves when it takes work; rejects when it ends before that and never took any. */
  start(): Promise<void>;
  /** Wants it not to run. Asks it to end, ends it after `within` ms, and resolves when it is gone. */
  stop(within: number): Promise<void>;
  /** Ends it without a chance to clean up and resolves when it is gone; it is started again unless `hold`. */
  kill(hold: boolean): Promise<void>;
  pause(): void;
  resume(): void;
}

export interface SuperviseOptions {
  readonly logger: Logger;
  /** Called whenever anything about it is different. */
  readonly onChange: () => void;
}

/** Ms between two looks at whether it takes work: nobody outside of a process is told. */
const POLL = 50;
/** Ms that a start may take. PostgreSQL replays its log in it. */
const START_PATIENCE = 120_000;
/** Ms before an ended process is started again: doubled each time, up to the most. */
const BACK_OFF = { least: 100, most: 5_000 };
/** Ms that it has to run for the next end to count as the first. */
const SETTLED = 10_000;
/** Lines of its log that an error shows. */
const SHOWN = 15;

/** Looks after a unit; nothing runs until `start`. */
export function supervise(unit: Unit, { logger, onChange }: SuperviseOptions): Supervised {
  let wanted = false;
  let state: UnitState = 'stopped';
  let current: LaunchedUnit | undefined;
  let pid = 0;
  let restarts = 0;
  let failures = 0;
  let paused = false;
  let wasReady = false;
  let running: Promise<void> | undefined;
  let wake = Promise.withResolvers<void>();
  let arrival = expectArrival();

  function become(next: UnitState): void {
    state = next;
    onChange();
  }

  /** One life, from start to end; answers how it ended. */
  async function live(): Promise<string> {
    become('starting');
    const launched = await unit.launch().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof launched === 'string') return launched;
    current = launched;
    pid = launched.pid;
    paused = false;
    onChange();
    // It may have been told to stop while it was starting.
    if (!wanted) launched.stop();
    const from = performance.now();
    let ended: string | undefined;
    launched.exited.then(
      (how) => {
        ended = how;
      },
      () => undefined,
    );
    while (ended === undefined && !(await launched.ready())) {
      await Promise.race([launched.exited, Bun.sleep(POLL)]);
      if (performance.now() - from > START_PATIENCE && !paused) launched.kill();
    }
    if (ended === undefined) {
      wasReady = true;
      if (wanted) become('ready');
      arrival.resolve();
    }
    const readyAt = performance.now();
    const how = await launched.exited;
    if (performance.now() - readyAt > SETTLED) failures = 0;
    current = undefined;
    return how;
  }

  async function run(): Promise<void> {
    for (;;) {
      const how = await live();
      if (!wanted) break;
      if (!wasReady) {
        wanted = false;
        arrival.reject(new Error(`${unit.name} ended before it was ready (${how}).\n${endOfLog(unit)}`));
        break;
      }
      const delay = Math.min(BACK_OFF.most, BACK_OFF.least * 2 ** failures++);
      logger.warn({ unit: unit.name, how, again_in_ms: delay, log: unit.logFile }, 'a process ended; starting it again');
      become('waiting');
      wake = Promise.withResolvers();
      await Promise.race([Bun.sleep(delay), wake.promise]);
      if (!wanted) break;
      restarts++;
    }
    become('stopped');
    // Whoever still waits, waits in vain; where it had arrived, this does nothing.
    arrival.reject(new Error(`${unit.name} was stopped before it was ready`));
  }

  async function end(within: number): Promise<void> {
    wanted = false;
    wake.resolve();
    if (running === undefined) return;
    if (state !== 'stopped') become('stopping');
    if (paused) signalTree(pid, 'SIGCONT');
    paused = false;
    current?.stop();
    const timer = setTimeout(() => {
      logger.warn({ unit: unit.name, within_ms: within }, 'a process did not stop in time; it is killed');
      current?.kill();
    }, within);
    await running;
    clearTimeout(timer);
  }

  return {
    unit,
    get state() {
      return state;
    },
    get pid() {
      return pid;
    },
    get restarts() {
      return restarts;
    },
    get paused() {
      return paused;
    },
    async start() {
      if (wanted) {
        await arrival.promise;
        return;
      }
      await running;
      wanted = true;
      failures = 0;
      arrival = expectArrival();
      running = run();
      await arrival.promise;
    },
    stop: end,
    async kill(hold) {
      const victim = current;
      if (hold) {
        wanted = false;
        wake.resolve();
      }
      // Whoever waits for it to be ready waits for the next one.
      if (state === 'ready') arrival = expectArrival();
      victim?.kill();
      await victim?.exited;
      if (hold) await running;
    },
    pause() {
      if (current === undefined) throw new Error(`${unit.name} is not running`);
      signalTree(pid, 'SIGSTOP');
      paused = true;
      onChange();
    },
    resume() {
      if (current !== undefined) signalTree(pid, 'SIGCONT');
      paused = false;
      onChange();
    },
  };
}

/** Settles once a unit is ready, or will not be. That nobody waits for it is no fault. */
function expectArrival(): PromiseWithResolvers<void> {
  const arrival = Promise.withResolvers<void>();
  arrival.promise.catch(() => undefined);
  return arrival;
}

function endOfLog({ logFile }: Unit): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-SHOWN).join('\n');
  } catch (error) {
    // It may have ended before it wrote anything.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
