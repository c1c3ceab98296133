import type { Methods } from '../context.ts';
import type { Receipts } from '../receipts/receipts.ts';
import { markMethod } from './mark.ts';

/** Moves read watermarks forward; what somebody has read they have also received. Throws `request.invalid`. */
export function markRead(receipts: Pick<Receipts, 'mark'>): Methods['markRead'] {
  return markMethod(receipts, 'read');
}
