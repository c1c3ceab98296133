import type { ParsedCronItem } from 'graphile-worker';
import { z } from 'zod';

const MINUTE = 60_000;

/** What graphile-worker puts into the payload of a job that the clock made. */
const cronPayload = z.object({ _cron: z.object({ ts: z.iso.datetime({ offset: true }), backfilled: z.boolean().optional() }) });

/**
 * Whether a job stands for a tick that was missed and that a later tick, missed or not, makes up for: of all that a standstill left behind only
 * the newest is done. `now`: epoch ms.
 */
export function isMadeUpFor(payload: unknown, { match }: Pick<ParsedCronItem, 'match'>, now: number): boolean {
  const parsed = cronPayload.safeParse(payload);
  if (!parsed.success || parsed.data._cron.backfilled !== true) return false;
  const tick = Date.parse(parsed.data._cron.ts);
  for (let at = Math.floor(tick / MINUTE) * MINUTE + MINUTE; at <= now; at += MINUTE) if (match(digest(at))) return true;
  return false;
}

/** A time as crontabs see it. */
function digest(at: number): Parameters<ParsedCronItem['match']>[0] {
  const time = new Date(at);
  return {
    min: time.getUTCMinutes(),
    hour: time.getUTCHours(),
    date: time.getUTCDate(),
    month: time.getUTCMonth() + 1,
    dow: time.getUTCDay(),
  };
}
