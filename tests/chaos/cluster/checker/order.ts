import type { FinalRecord } from '../history/records.ts';
import { type Deliveries, type Gathered, truthOf } from './gathered.ts';
import type { Violation } from './violation.ts';

/** Holds what each device was given, and what it ends with, to what the server has. */
export function checkOrder(gathered: Gathered): Violation[] {
  const truth = truthOf(gathered);
  const violations: Violation[] = [];
  const names = new Map([...truth].map(([chat, { items }]) => [chat, new Map(items.map(([seq, m]) => [seq, m]))]));
  for (const [device, byChat] of gathered.deliveries) {
    for (const [chat, deliveries] of byChat) {
      const fault = misdelivered(deliveries, names.get(chat));
      if (fault !== undefined) violations.push({ rule: 'order', detail: `device ${device}, chat ${chat}: ${fault}` });
    }
  }
  for (const final of gathered.finals) {
    const fault = diverged(gathered, final, truth.get(final.chat));
    if (fault === undefined) continue;
    const who = final.device === undefined ? `person ${final.person} by the API` : `device ${final.device} in its store`;
    violations.push({ rule: 'diverged', detail: `chat ${final.chat}, ${who}: ${fault}` });
  }
  return violations;
}

/** The first thing that is wrong with what a device was given. */
function misdelivered({ seqs, names, hows }: Deliveries, truth: ReadonlyMap<number, string> | undefined): string | undefined {
  let told = 0;
  for (const [index, seq] of seqs.entries()) {
    const stored = truth?.get(seq);
    if (stored !== names[index]) return `got ${names[index]} as ${seq}, where the server has ${stored ?? 'nothing'}`;
    if (hows[index] !== 'told') continue;
    if (seq <= told) return `the application was told of ${seq} after ${told}`;
    told = seq;
  }
  return undefined;
}

/** The first difference between what somebody sees in the end and what there is. */
function diverged(gathered: Gathered, final: FinalRecord, truth: FinalRecord | undefined): string | undefined {
  if (truth === undefined || final === truth) return undefined;
  const isRemoved = gathered.removals.some(({ chat, person }) => chat === final.chat && person === final.person);
  const from = final.device === undefined ? 0 : (gathered.devices.get(final.device)?.from[final.chat] ?? 0);
  const seen = new Map(final.items.map(([seq, m, id]) => [seq, `${m} ${id}`]));
  if (seen.size !== final.items.length) return 'a number is there twice';
  for (const [seq, m, id] of truth.items) {
    const has = seen.get(seq);
    seen.delete(seq);
    if (has !== undefined && has !== `${m} ${id}`) return `${seq} is ${has}, where the server has ${m} ${id}`;
    if (has === undefined && seq > from && !isRemoved) return `${seq} (${m}) is missing`;
  }
  const [extra] = seen;
  return extra === undefined ? undefined : `${extra[0]} (${extra[1]}) is not known to the server`;
}
