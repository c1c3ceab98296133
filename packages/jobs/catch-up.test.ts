import { expect, test } from 'bun:test';
import { parseCronItems } from 'graphile-worker';
import { isMadeUpFor } from './catch-up.ts';

const [hourly] = parseCronItems([{ task: 'x', match: '7 * * * *' }]);
const at = (time: string) => Date.parse(`2026-03-01T${time}:30.000Z`);
const tick = (time: string, backfilled = true) => ({ _cron: { ts: `2026-03-01T${time}:00.000Z`, backfilled } });

test('of the ticks that a standstill left behind only the newest is done', () => {
  if (hourly === undefined) throw new Error('no item');
  const missed = ['09:07', '10:07', '11:07', '12:07'];
  expect(missed.filter((time) => !isMadeUpFor(tick(time), hourly, at('12:40')))).toEqual(['12:07']);
  // The next tick has come meanwhile, and is done by itself.
  expect(isMadeUpFor(tick('12:07'), hourly, at('13:07'))).toBe(true);
  expect(isMadeUpFor(tick('13:07', false), hourly, at('15:00'))).toBe(false);
  expect(isMadeUpFor({ id: 'enqueued by somebody' }, hourly, at('15:00'))).toBe(false);
});
