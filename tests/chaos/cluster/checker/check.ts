import type { HistoryRecord } from '../history/records.ts';
import { checkConvergence, type Recovery, recoveriesOf } from './convergence.ts';
import { checkEvents } from './events.ts';
import { type Gathered, gather, nothingGathered, truthOf } from './gathered.ts';
import { checkOrder } from './order.ts';
import { checkPromises } from './promises.ts';
import { checkRemovals } from './removal.ts';
import { checkTroubles } from './troubles.ts';
import type { Violation } from './violation.ts';

/** What a history shows. */
export interface Verdict {
  /** Empty: the system kept its promises. */
  readonly violations: readonly Violation[];
  readonly recoveries: readonly Recovery[];
  readonly figures: Figures;
}

/** What happened, in numbers: a history with little in it proves little. */
export interface Figures {
  readonly offered: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly delivered: number;
  readonly stored: number;
  readonly events: number;
  /** Events that were handed out again. */
  readonly eventsAgain: number;
  readonly devices: number;
  readonly troubles: number;
  /** Offered and acknowledged a second, over the whole run, faults included. */
  readonly offeredPerSecond: number;
  readonly acknowledgedPerSecond: number;
}

/** Judges a history. Knows nothing of how the system works and never asks it: it compares what was said with what there is. */
export async function check(history: AsyncIterable<HistoryRecord> | Iterable<HistoryRecord>): Promise<Verdict> {
  const gathered = nothingGathered();
  for await (const record of history) gather(gathered, record);
  const recoveries = recoveriesOf(gathered);
  return {
    violations: [
      ...checkSubstance(gathered),
      ...checkPromises(gathered),
      ...checkOrder(gathered),
      ...checkConvergence(gathered, recoveries),
      ...checkRemovals(gathered),
      ...checkEvents(gathered),
      ...checkTroubles(gathered),
    ],
    recoveries,
    figures: figuresOf(gathered),
  };
}

/** A run that broke off, or in which nothing happened, must not pass for one that went well. */
function checkSubstance({ run, done, acks, deliveries, devices }: Gathered): Violation[] {
  if (run === undefined) return [{ rule: 'vacuous', detail: 'the history has no beginning' }];
  const expected = ['harness', 'load', ...(run.consumer ? ['consumer'] : [])] as const;
  const missing = expected.filter((who) => !done.has(who as 'harness' | 'load' | 'consumer'));
  const silent = [...devices.keys()].filter((device) => !deliveries.has(device));
  return [
    ...missing.map((who): Violation => ({ rule: 'vacuous', detail: `the ${who} did not get to the end` })),
    ...(acks.length === 0 ? [{ rule: 'vacuous', detail: 'nothing was acknowledged' } as const] : []),
    ...(devices.size === 0 ? [{ rule: 'vacuous', detail: 'there was no device' } as const] : []),
    ...silent.map((device): Violation => ({ rule: 'vacuous', detail: `device ${device} never got anything` })),
  ];
}

function figuresOf(gathered: Gathered): Figures {
  const { offers, acks, refusals, deliveries, events, devices, troubles } = gathered;
  let delivered = 0;
  for (const byChat of deliveries.values()) for (const { seqs } of byChat.values()) delivered += seqs.length;
  let stored = 0;
  for (const { items } of truthOf(gathered).values()) stored += items.length;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { at } of offers.values()) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  const seconds = Math.max(0.001, (last - first) / 1000);
  return {
    offered: offers.size,
    acknowledged: acks.length,
    refused: refusals.length,
    delivered,
    stored,
    events: events.length,
    eventsAgain: events.length - new Set(events.map(({ id }) => id)).size,
    devices: devices.size,
    troubles: troubles.length,
    offeredPerSecond: Math.round(offers.size / seconds),
    acknowledgedPerSecond: Math.round(acks.length / seconds),
  };
}
