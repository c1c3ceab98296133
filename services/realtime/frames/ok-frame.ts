import { encodeFrame } from '@parley/protocol/frames';

/** The frame that says an order was carried out. */
export function okFrame(ref: string | undefined): string {
  return encodeFrame(ref === undefined ? { type: 'ok' } : { type: 'ok', ref });
}
