import type { Message, Reply } from '@parley/protocol/message';
import type { StoreReader } from '../store/store.ts';
import type { Intake } from './intake.ts';

/** Messages that are looked through for quotes of deleted ones, at the most: what people answer is seldom older. */
const LOOK_BACK = 500;

/**
 * Messages were deleted for everyone: what quotes them says nothing of them any more, as the server has it from then on. Looks at
 * the newest messages stored behind the first of `seqs`, at those that came before their turn and at the outbox of the chat.
 * A quote is known by its seq, so that it is found also when what it quotes is not stored here.
 */
export async function emptyQuotes(
  { tx, held, outcome }: Pick<Intake, 'tx' | 'held' | 'outcome'>,
  chatId: string,
  seqs: ReadonlySet<number>,
): Promise<void> {
  const from = Math.min(...seqs) + 1;
  const behind = await tx.messages(chatId, { from, to: Number.MAX_SAFE_INTEGER, limit: LOOK_BACK, nearest: 'to' });
  const changed = behind.flatMap((record) => {
    const replyTo = emptied(record.message.replyTo, seqs);
    return replyTo === undefined ? [] : { ...record, message: { ...record.message, replyTo } };
  });
  if (changed.length > 0) await tx.putMessages(changed);
  for (const { message } of changed) outcome.changed.push(message);

  for (const entry of await tx.outbox(chatId)) {
    const { command } = entry;
    const replyTo = command.kind === 'send' ? emptied(command.replyTo, seqs) : undefined;
    if (command.kind === 'send' && replyTo !== undefined) await tx.putEntry({ ...entry, command: { ...command, replyTo } });
  }

  const waiting = held.chats.get(chatId)?.messages;
  for (const [seq, message] of waiting ?? []) {
    const replyTo = emptied(message.replyTo, seqs);
    if (replyTo !== undefined) waiting?.set(seq, { ...message, replyTo });
  }
}

/** The quote without its words; undefined when it quotes none of these messages, or has none. */
function emptied(replyTo: Reply | undefined, seqs: ReadonlySet<number>): Reply | undefined {
  return replyTo === undefined || replyTo.preview === '' || !seqs.has(replyTo.seq) ? undefined : { ...replyTo, preview: '' };
}

/** A message that was made before what it quotes was deleted for everyone, and comes after: its quote is emptied. */
export async function withCurrentQuote(tx: StoreReader, message: Message): Promise<Message> {
  const { replyTo } = message;
  if (replyTo === undefined || replyTo.preview === '') return message;
  const quoted = await tx.message(message.chatId, replyTo.seq);
  return quoted?.message.deletedAt === undefined ? message : { ...message, replyTo: { ...replyTo, preview: '' } };
}
