import type { Gathered } from './gathered.ts';
import type { Violation } from './violation.ts';

/**
 * Somebody who was removed gets nothing that was offered after the server had said that they are out: not on a device, and not by asking.
 * What was offered before may have been on its way.
 */
export function checkRemovals(gathered: Gathered): Violation[] {
  const { offers, deliveries, devices, finals, removals } = gathered;
  const violations: Violation[] = [];
  for (const { chat, person, at } of removals) {
    const isLater = (m: string): boolean => (offers.get(m)?.at ?? 0) > at;
    for (const { device, person: owner } of devices.values()) {
      if (owner !== person) continue;
      const leaked = deliveries.get(device)?.get(chat)?.names.find(isLater);
      if (leaked !== undefined)
        violations.push({
          rule: 'removed',
          detail: `person ${person} was out of chat ${chat} and device ${device} got ${leaked}`,
        });
    }
    for (const final of finals) {
      if (final.chat !== chat || final.person !== person) continue;
      const leaked = final.items.find(([, m]) => isLater(m));
      if (leaked !== undefined)
        violations.push({ rule: 'removed', detail: `person ${person} was out of chat ${chat} and can read ${leaked[1]}` });
    }
    for (const { m, at: ackedAt } of gathered.acks) {
      const offer = offers.get(m);
      if (offer !== undefined && offer.chat === chat && offer.at > at && m.startsWith(`${person}.`))
        violations.push({ rule: 'removed', detail: `person ${person} was out of chat ${chat} and sent ${m} at ${ackedAt}` });
    }
  }
  return violations;
}
