import type { SystemContent } from '@parley/protocol/content';

/** What stands in the place of a message whose time is over, as JSON. */
export const EXPIRED_CONTENT = JSON.stringify({ type: 'system', event: 'message.expired' } satisfies SystemContent);

/** Whether the time of a message is over at `now`; both epoch ms. One that stays has none. */
export function isOver(message: { readonly expiresAt: number | null }, now: number): boolean {
  return message.expiresAt !== null && message.expiresAt <= now;
}
