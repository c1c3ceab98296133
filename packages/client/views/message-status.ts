import type { Message } from '@parley/protocol/message';
import type { ChatRecord } from '../store/records.ts';

type Status = 'sent' | 'delivered' | 'read';
const ORDER: readonly Status[] = ['sent', 'delivered', 'read'];

/** How far an own message has come: read (or delivered) when everybody else has read (or got) it. */
export function messageStatus(message: Message, chat: ChatRecord, userId: string): Status {
  if (chat.chat.type === 'self') return 'read';
  const told: Status = message.status ?? 'sent';
  const others = Object.entries(chat.marks).filter(([id]) => id !== userId);
  // With some members' marks unknown, only the server can tell.
  if (others.length === 0 || others.length < chat.chat.memberCount - 1) return told;
  const reached = (key: 'readSeq' | 'deliveredSeq') => others.every(([, marks]) => marks[key] >= message.seq);
  const known: Status = reached('readSeq') ? 'read' : reached('deliveredSeq') ? 'delivered' : 'sent';
  return ORDER.indexOf(known) > ORDER.indexOf(told) ? known : told;
}
