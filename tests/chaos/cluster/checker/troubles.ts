import type { Gathered } from './gathered.ts';
import type { Violation } from './violation.ts';

/** What the SDK told its application of that it should have kept to itself. */
export function checkTroubles({ run, troubles }: Gathered): Violation[] {
  return troubles
    .filter(({ never }) => never || run?.quiet === true)
    .map(({ device, what, at }) => ({ rule: 'trouble', detail: `device ${device} at ${new Date(at).toISOString()}: ${what}` }));
}
