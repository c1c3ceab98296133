import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { check, type Verdict } from './checker/check.ts';
import { startConsumer } from './consumer/consumer-process.ts';
import { type HistoryWriter, openHistory } from './history/history-writer.ts';
import type { RunTag } from './history/message-name.ts';
import { readHistory } from './history/read-history.ts';
import { type LoadProcess, startLoad } from './load/load-process.ts';
import { carryOut } from './plan/carry-out.ts';
import { describeFault } from './plan/fault.ts';
import type { PlannedFault } from './plan/fault-plan.ts';
import { plantLoss } from './plant-loss.ts';
import type { Topology } from './topology/topology.ts';

export interface ChaosOptions {
  readonly topology: Topology;
  readonly seed: number;
  /** Folder that the history goes into; made if it is missing. */
  readonly folder: string;
  /** Messages a second. */
  readonly rate: number;
  /** Faults, one after the other; the run ends with them, or when `untilMs` have gone by. */
  readonly plan: Iterable<PlannedFault>;
  readonly untilMs: number;
  readonly people?: number;
  readonly devices?: number;
  /** Ms between two who are taken out of a group. Default: an eighth of `untilMs`, so that it goes on all the time. */
  readonly removeEveryMs?: number;
  /** See RunRecord. */
  readonly quiet?: boolean;
  /** Takes one acknowledged message away behind everyone's back before the last look: then the verdict must not be good. */
  readonly plant?: 'loss';
  /** Is told what happens as it happens. */
  readonly log: (line: string) => void;
}

/** Ms after a fault in which clients must converge (the requirement's figure). */
export const HEAL_MS = 10_000;
/** Ms that a client may take at the end before it counts as stuck: beyond the deadline, so that the checker can say by how much. */
const STUCK = 45_000;
/** Ms of undisturbed load after the last fault. */
const REST = 1_000;

/** Ms of load before it is judged whether the system keeps up with it. */
const WARM_UP = 3_000;
/** Ms in which what is under way must be everywhere, when nothing is broken, for the rate to count as carried. */
const KEEPS_UP = 1_000;
const LEAST_RATE = 250;

/** Puts a system under load, breaks it by plan and judges what came of it. The system is left running. */
export async function runChaos(options: ChaosOptions): Promise<Verdict> {
  const { topology, seed, folder, log } = options;
  mkdirSync(folder, { recursive: true });
  const history = openHistory(join(folder, 'harness.jsonl'));
  // Not from the seed: two runs on one system must not be taken for each other.
  const tag: RunTag = crypto.getRandomValues(Buffer.alloc(4)).toString('hex');
  history.write({
    k: 'run',
    at: Date.now(),
    seed,
    topology: topology.name,
    rate: options.rate,
    healMs: HEAL_MS,
    quiet: options.quiet === true,
    consumer: true,
  });
  const consumer = await startConsumer(
    { source: topology.events, durable: `chaos-${tag}`, effects: join(folder, 'effects.sqlite') },
    (n) => join(folder, `consumer-${n}.jsonl`),
  );
  try {
    const load = await startLoad({
      url: topology.url,
      history: join(folder, 'load.jsonl'),
      seed,
      tag,
      people: options.people ?? 40,
      devices: options.devices ?? 4,
      leavers: 6,
      removeEveryMs: options.removeEveryMs ?? Math.max(1_000, options.untilMs / 8),
    });
    try {
      await findRate(options, load);
      const deadline = performance.now() + options.untilMs;
      await breakBy(options, history, deadline, consumer.replace, (withinMs) => load.ask({ do: 'catch up', withinMs }));
      await Bun.sleep(REST);
      log('no more is offered');
      const settled = await load.ask({ do: 'settle', withinMs: STUCK });
      if (settled.said === 'done' && settled.missing !== undefined) log(`stuck: ${settled.missing}`);
      if (options.plant === 'loss') log(await plantLoss(topology, tag));
      log('everything is settled');
      const looked = await load.ask({ do: 'look' });
      log('everything is looked at');
      await consumer.finish({ do: 'finish', stored: looked.said === 'looked' ? looked.stored : {}, withinMs: STUCK });
    } finally {
      await load.end();
    }
  } finally {
    await consumer.end();
  }
  history.write({ k: 'done', at: Date.now(), who: 'harness' });
  history.close();
  return await check(readHistory(folder));
}

/**
 * Offers the wanted rate or, where the machine can't carry that even when nothing is broken, as much of it as it can: a backlog that only
 * grows would say nothing of faults. What was offered is in the figures of the verdict.
 */
async function findRate({ rate: wanted, log }: ChaosOptions, load: LoadProcess): Promise<void> {
  for (let rate = wanted; ; rate /= 2) {
    await load.ask({ do: 'offer', rate });
    await Bun.sleep(WARM_UP);
    const answer = await load.ask({ do: 'catch up', withinMs: KEEPS_UP });
    const keepsUp = answer.said === 'done' && answer.missing === undefined;
    if (keepsUp || rate <= LEAST_RATE) {
      log(`${rate} messages/s are offered${rate === wanted ? '' : `, because this machine does not carry ${wanted}`}`);
      return;
    }
    await load.ask({ do: 'offer', rate: 0 });
    await load.ask({ do: 'catch up', withinMs: STUCK });
  }
}

async function breakBy(
  { topology, plan, log }: ChaosOptions,
  history: HistoryWriter,
  deadline: number,
  replaceConsumer: () => Promise<void>,
  catchUp: (withinMs: number) => Promise<unknown>,
): Promise<void> {
  let number = 0;
  for (const { quietMs, fault } of plan) {
    if (performance.now() + quietMs > deadline) return;
    await Bun.sleep(quietMs);
    const what = describeFault(fault);
    log(`fault ${number}: ${what}`);
    history.write({ k: 'fault', at: Date.now(), fault: number, what, phase: 'started' });
    // The durable consumer dies as well, now and then, in the middle of it.
    await Promise.all([carryOut(topology, fault), number % 3 === 1 ? replaceConsumer() : undefined]);
    const ended = Date.now();
    history.write({ k: 'fault', at: ended, fault: number, what, phase: 'ended' });
    await catchUp(HEAL_MS);
    log(`fault ${number}: over, and caught up ${Date.now() - ended} ms after it`);
    number++;
  }
}
