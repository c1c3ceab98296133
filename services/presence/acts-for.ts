import type { Call } from '@parley/kernel/call';

/** Whether a call may act for this person: other services may for anybody, people for themselves alone. */
export function actsFor({ caller }: Call, userId: string): boolean {
  return caller.kind === 'service' || (caller.kind === 'user' && caller.userId === userId);
}
