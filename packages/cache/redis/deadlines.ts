import type { Clock } from '@parley/kernel/clock';

/** Bounds how long answers may take. */
export interface Deadlines {
  /** What `work` answers, unless that takes too long: then it rejects with what `late` makes. */
  bound<T>(work: Promise<T>, late: () => Error): Promise<T>;
}

interface Waiting {
  readonly due: number;
  readonly miss: () => void;
}

/** All wait equally long, so those that began first are due first: one timer serves however many there are. */
export function createDeadlines(clock: Clock, ms: number): Deadlines {
  const waiting = new Set<Waiting>();
  let timerSet = false;

  function setTimer(): void {
    const [first] = waiting;
    if (timerSet || first === undefined) return;
    timerSet = true;
    // A process that was busy itself finds its timers due before it has read the answers that came meanwhile: it reads them first.
    clock.schedule(Math.max(0, first.due - clock.now()), () => void clock.schedule(0, expire));
  }

  function expire(): void {
    timerSet = false;
    const now = clock.now();
    for (const one of waiting) {
      if (one.due > now) break;
      waiting.delete(one);
      one.miss();
    }
    setTimer();
  }

  return {
    bound: (work, late) =>
      new Promise((resolve, reject) => {
        const one = { due: clock.now() + ms, miss: () => reject(late()) };
        waiting.add(one);
        setTimer();
        work.then(
          (value) => {
            waiting.delete(one);
            resolve(value);
          },
          (error: Error) => {
            waiting.delete(one);
            reject(error);
          },
        );
      }),
  };
}
