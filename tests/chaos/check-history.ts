import type { Message } from '@parley/protocol/message';
import type { Acknowledged } from './insistent-sender.ts';

/**
 * What is wrong with the history of a chat, in words; empty when nothing is. Knows nothing of how the server works: it compares what the
 * server promised with what it has.
 */
export function faultsOf(history: readonly Message[], promised: Acknowledged): string[] {
  const faults: string[] = [];
  for (const [index, message] of history.entries()) {
    if (message.seq !== index + 1) {
      faults.push(`place ${index + 1} is numbered ${message.seq}`);
      break;
    }
  }
  const byClientId = new Map<string, Message>();
  for (const message of history) {
    const key = `${message.senderId} ${message.clientMsgId}`;
    if (byClientId.has(key))
      faults.push(`${message.clientMsgId} is there twice, at ${byClientId.get(key)?.seq} and ${message.seq}`);
    byClientId.set(key, message);
  }
  const bySeq = new Map(history.map((message) => [message.seq, message]));
  for (const [clientMsgId, { seq, messageId }] of promised) {
    const stored = bySeq.get(seq);
    if (stored?.clientMsgId !== clientMsgId || stored.id !== messageId)
      faults.push(`${clientMsgId} was acknowledged as ${seq} and is not there`);
  }
  return faults;
}
