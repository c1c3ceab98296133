import type { Message } from '@parley/protocol/message';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';

/** A message as far as it must be the same by every way there is to it. */
type Seen = Pick<Message, 'id' | 'seq' | 'senderId' | 'clientMsgId' | 'editedAt' | 'content'>;

/** What a chat is by one way of looking at it. */
export interface View {
  /** `the live path`, `the history`. */
  readonly name: string;
  readonly messages: readonly Message[];
}

/** What live frames made of a chat: its new messages, with the edits that followed. Pure. */
export function messagesOf(frames: readonly ServerFrame[], chatId: string): Message[] {
  const messages = new Map<number, Message>();
  for (const frame of frames) {
    if (frame.type === 'message.new' && frame.message.chatId === chatId) messages.set(frame.message.seq, frame.message);
    if (frame.type !== 'message.edited' || frame.chatId !== chatId) continue;
    const known = messages.get(frame.seq);
    if (known !== undefined) messages.set(frame.seq, { ...known, content: frame.content, editedAt: frame.editedAt });
  }
  return [...messages.values()].sort((one, other) => one.seq - other.seq);
}

/**
 * The differences between what several ways say of the same messages, in words; empty where they agree. Messages are looked for by number:
 * every way must have each of `seqs`, and the same under it. Pure.
 */
export function differences(seqs: readonly number[], [first, ...others]: readonly View[]): string[] {
  if (first === undefined) return [];
  const found: string[] = [];
  const reference = bySeq(first);
  for (const seq of seqs) if (!reference.has(seq)) found.push(`${first.name} lacks message ${seq}`);
  for (const view of others) {
    const messages = bySeq(view);
    for (const seq of seqs) {
      const [one, other] = [reference.get(seq), messages.get(seq)];
      if (other === undefined) found.push(`${view.name} lacks message ${seq}`);
      else if (one !== undefined && !Bun.deepEquals(essence(one), essence(other)))
        found.push(`message ${seq} is not the same by ${view.name} as by ${first.name}: ${differing(one, other).join(', ')}`);
    }
  }
  return found;
}

/** Messages of one view under their numbers; of several under one number, the last. */
const bySeq = ({ messages }: View): Map<number, Message> => new Map(messages.map((message) => [message.seq, message]));

function essence({ id, seq, senderId, clientMsgId, editedAt, content }: Message): Seen {
  return { id, seq, senderId, clientMsgId, content, ...(editedAt === undefined ? {} : { editedAt }) };
}

/** Names of fields, never what is in them. */
function differing(one: Message, other: Message): string[] {
  const [a, b] = [essence(one), essence(other)];
  return (['id', 'senderId', 'clientMsgId', 'editedAt', 'content'] as const).filter((key) => !Bun.deepEquals(a[key], b[key]));
}
