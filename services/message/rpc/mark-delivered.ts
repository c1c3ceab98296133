import type { Methods } from '../context.ts';
import type { Receipts } from '../receipts/receipts.ts';
import { markMethod } from './mark.ts';

/** Moves delivery watermarks forward. Throws `request.invalid`. */
export function markDelivered(receipts: Pick<Receipts, 'mark'>): Methods['markDelivered'] {
  return markMethod(receipts, 'delivered');
}
