import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';

/** Stands here until its author lands the real one in this session. */
export function sync(_: MessageContext): Methods['sync'] {
  return { allow: ['user'], handle: () => Promise.reject(fail('internal.unavailable')) };
}
