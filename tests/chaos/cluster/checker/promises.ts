import type { Gathered } from './gathered.ts';
import { truthOf } from './gathered.ts';
import type { Violation } from './violation.ts';

/** Holds what the server has to what it promised, and to what it was asked for. */
export function checkPromises(gathered: Gathered): Violation[] {
  const { offers, acks, refusals, chats } = gathered;
  const violations: Violation[] = [];
  const truth = truthOf(gathered);
  const places = new Map<string, { chat: number; seq: number }>();
  for (const [chat, { items }] of truth) {
    const gap = items.findIndex(([seq], index) => seq !== index + 1);
    if (gap >= 0) violations.push({ rule: 'gap', detail: `chat ${chat}: place ${gap + 1} is numbered ${items[gap]?.[0]}` });
    for (const [seq, m] of items) {
      const other = places.get(m);
      if (other !== undefined)
        violations.push({
          rule: 'doubled',
          detail: `${m} is in chat ${other.chat} at ${other.seq} and in chat ${chat} at ${seq}`,
        });
      places.set(m, { chat, seq });
      const offer = offers.get(m);
      if (offer === undefined ? isOurs(m) : offer.chat !== chat)
        violations.push({ rule: 'invented', detail: `${m} is in chat ${chat} at ${seq}, and nobody sent it there` });
    }
  }
  for (const chat of truth.keys())
    if (!chats.has(chat)) violations.push({ rule: 'vacuous', detail: `nobody says what chat ${chat} is` });
  for (const chat of chats.keys())
    if (!truth.has(chat)) violations.push({ rule: 'vacuous', detail: `nobody asked what chat ${chat} has in the end` });

  const settled = new Set<string>();
  for (const { m, chat, seq } of acks) {
    settled.add(m);
    const place = places.get(m);
    if (place === undefined)
      violations.push({ rule: 'lost', detail: `${m} was acknowledged as ${seq} of chat ${chat} and is not there` });
    else if (place.chat !== chat || place.seq !== seq)
      violations.push({
        rule: 'lost',
        detail: `${m} was acknowledged as ${seq} of chat ${chat} and is ${place.seq} of chat ${place.chat}`,
      });
  }
  for (const { m, code } of refusals) {
    settled.add(m);
    if (places.has(m)) violations.push({ rule: 'invented', detail: `${m} was refused (${code}) and is there` });
  }
  for (const m of offers.keys())
    if (!settled.has(m)) violations.push({ rule: 'unsettled', detail: `${m} was neither acknowledged nor refused` });
  return violations;
}

/** Whether a name is one that the run gives, and not that of a system message. */
const isOurs = (m: string): boolean => /^\d+\.\d+$/.test(m);
