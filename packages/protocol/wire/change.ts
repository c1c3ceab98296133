import type { Plain } from '@parley/kernel/contract';
import type { Change as InternalChange } from '@parley/proto/parley/message/v1/message_pb';
import type { Change } from '../sync.ts';
import { toPublicMessage } from './message.ts';
import { omitAbsent } from './omit-absent.ts';

/** A change of the internal contract as clients see it. */
export function toPublicChange(change: Plain<InternalChange>): Change {
  const { type, chatId, version, seq, message } = change;
  return omitAbsent({
    type: type as Change['type'],
    chatId,
    version,
    seq,
    message: message === undefined ? undefined : toPublicMessage(message),
  });
}
