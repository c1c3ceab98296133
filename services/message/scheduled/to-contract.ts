import type { Plain } from '@parley/kernel/contract';
import type { ScheduledMessage } from '@parley/proto/parley/message/v1/message_pb';
import { SCHEDULE_AHEAD_MAX_MS } from '@parley/protocol/limits';
import { omitAbsent } from '@parley/protocol/wire/omit-absent';
import { invalid } from '../domain/input.ts';
import type { Scheduled } from '../store/scheduled.ts';

/** A scheduled message as the contract has it. */
export function toContract(message: Scheduled): Plain<ScheduledMessage> {
  const { id, chatId, clientMsgId, content, replyToId, sendAt, createdAt, status, errorCode } = message;
  return omitAbsent({
    ...{ id, chatId, clientMsgId, content, sendAt, createdAt },
    status: status === 'failed' ? 'failed' : 'scheduled',
    replyToId: replyToId ?? undefined,
    errorCode: errorCode ?? undefined,
  });
}

/** A time in the future (epoch ms), not too far. Throws `request.invalid`. */
export function parseSendAt(sendAt: number, now: number): number {
  if (!Number.isSafeInteger(sendAt) || sendAt <= now || sendAt > now + SCHEDULE_AHEAD_MAX_MS)
    throw invalid('sendAt', 'must be a time in the future, at most a year away');
  return sendAt;
}
