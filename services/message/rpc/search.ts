import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';

/** Stands here until its author lands the real one in this session. */
export function search(_: MessageContext): Methods['search'] {
  return { allow: ['user'], handle: () => Promise.reject(fail('internal.unavailable')) };
}
