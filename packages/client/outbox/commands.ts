import type { DraftContent } from '@parley/protocol/content';
import { previewText } from '@parley/protocol/content-text';
import type { Reply } from '@parley/protocol/message';
import type { MyChatSettings } from '../api/chats.ts';
import { ParleyError } from '../api/error.ts';
import type { MessageRef, SendInput } from '../api/messages.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Command, OutboxEntry } from '../store/records.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import { enqueue, nextOrder } from './enqueue.ts';
import { locate } from './locate.ts';

/** What a person does, written to the outbox. Each promise stands when the store has it; the network has no part in it. */
export interface Commands {
  send(input: SendInput): Promise<{ clientMsgId: string }>;
  retry(clientMsgId: string): Promise<void>;
  discard(clientMsgId: string): Promise<boolean>;
  edit(ref: MessageRef, content: DraftContent | string): Promise<void>;
  delete(ref: MessageRef, scope: 'me' | 'everyone'): Promise<void>;
  react(ref: MessageRef, emoji: string, on?: boolean): Promise<void>;
  star(ref: MessageRef, on?: boolean): Promise<void>;
  forward(refs: readonly MessageRef[], chatIds: readonly string[]): Promise<void>;
  markRead(chatId: string, upToSeq?: number): Promise<void>;
  settings(chatId: string, change: MyChatSettings): Promise<void>;
}

export function createCommands({
  store,
  clock,
  random,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}): Commands {
  const add = (tx: StoreWriter, chatId: string, command: Command, id = random.uuid()) =>
    enqueue(tx, { id, chatId, command, createdAt: clock.now() });

  const aboutMessage = (
    ref: MessageRef,
    make: (target: { readonly id?: string | undefined; readonly clientMsgId: string }) => Command,
  ) =>
    store.write(async (tx) => {
      const { target, record, entry } = await locate(tx, ref);
      if (record === undefined && entry === undefined)
        throw new ParleyError('message.not_found', 'This message is not on this device.');
      await add(tx, ref.chatId, make(target));
    });

  return {
    async send({ chatId, content, replyToId }) {
      const entry = await store.write(async (tx) => {
        const replyTo = replyToId === undefined ? undefined : await quote(tx, replyToId);
        const command = { kind: 'send', content: toContent(content), ...(replyTo === undefined ? {} : { replyTo }) } as const;
        return await add(tx, chatId, command);
      });
      return { clientMsgId: entry.id };
    },

    retry: (clientMsgId) =>
      store.write(async (tx) => {
        const entry = await tx.entry(clientMsgId);
        if (entry?.state !== 'refused') return;
        const { refusal: _past, ...rest } = entry;
        await tx.putEntry({ ...rest, state: 'queued', attempts: 0, order: await nextOrder(tx) });
      }),

    discard: (clientMsgId) =>
      store.write(async (tx) => {
        const entry = await tx.entry(clientMsgId);
        if (entry === undefined || !isUnsent(entry)) return false;
        await discardEntry(tx, entry);
        return true;
      }),

    edit: (ref, content) =>
      store.write(async (tx) => {
        const { target, record, entry } = await locate(tx, ref);
        const edited = toContent(content);
        if (entry?.command.kind === 'send' && isUnsent(entry))
          await tx.putEntry({ ...entry, command: { ...entry.command, content: edited } });
        else if (record === undefined && entry === undefined)
          throw new ParleyError('message.not_found', 'This message is not on this device.');
        else await add(tx, ref.chatId, { kind: 'edit', target, content: edited });
      }),

    delete: (ref, scope) =>
      store.write(async (tx) => {
        const { target, entry } = await locate(tx, ref);
        if (entry !== undefined && isUnsent(entry)) await discardEntry(tx, entry);
        else await add(tx, ref.chatId, { kind: 'delete', target, scope });
      }),

    react: (ref, emoji, on = true) => aboutMessage(ref, (target) => ({ kind: 'react', target, emoji, on })),
    star: (ref, on = true) => aboutMessage(ref, (target) => ({ kind: 'star', target, on })),

    forward: (refs, chatIds) =>
      store.write(async (tx) => {
        const messageIds: string[] = [];
        for (const ref of refs) {
          const { target } = await locate(tx, ref);
          if (target.id === undefined)
            throw new ParleyError('message.not_found', 'A message that was not sent yet can’t be forwarded.');
          messageIds.push(target.id);
        }
        for (const chatId of chatIds) await add(tx, chatId, { kind: 'forward', messageIds });
      }),

    markRead: (chatId, wanted) =>
      store.write(async (tx) => {
        const chat = await tx.chat(chatId);
        if (chat === undefined) return;
        const upToSeq = Math.min(wanted ?? chat.head, Math.max(chat.head, chat.chat.lastSeq));
        const id = `read:${chatId}`;
        const entry = await tx.entry(id);
        const waiting = entry?.command.kind === 'read' ? entry.command.upToSeq : 0;
        const userId = (await tx.meta('session'))?.userId ?? '';
        if (upToSeq <= Math.max(waiting, chat.marks[userId]?.readSeq ?? 0)) return;
        if (entry === undefined) await add(tx, chatId, { kind: 'read', upToSeq }, id);
        else await tx.putEntry({ ...entry, command: { kind: 'read', upToSeq } });
      }),

    settings: (chatId, change) =>
      store.write(async (tx) => {
        const waiting = (await tx.outbox(chatId)).find(({ command, attempts }) => command.kind === 'settings' && attempts === 0);
        if (waiting?.command.kind !== 'settings') await add(tx, chatId, { kind: 'settings', change });
        else await tx.putEntry({ ...waiting, command: { kind: 'settings', change: { ...waiting.command.change, ...change } } });
      }),
  };
}

/** The server surely has no trace of it. */
function isUnsent(entry: OutboxEntry): boolean {
  return entry.command.kind === 'send' && (entry.state === 'refused' || (entry.state === 'queued' && entry.attempts === 0));
}

/** Takes a message out of the outbox, with what was to be done to it. */
async function discardEntry(tx: StoreWriter, entry: OutboxEntry): Promise<void> {
  await tx.removeEntry(entry.id);
  for (const other of await tx.outbox(entry.chatId)) {
    if ('target' in other.command && other.command.target.clientMsgId === entry.id) await tx.removeEntry(other.id);
  }
}

async function quote(tx: StoreWriter, messageId: string): Promise<Reply | undefined> {
  const message = (await tx.messageById(messageId))?.message;
  if (message === undefined) throw new ParleyError('message.reply_not_found', 'The message you reply to is not on this device.');
  return { id: message.id, seq: message.seq, senderId: message.senderId, preview: previewText(message.content) };
}

function toContent(content: DraftContent | string): DraftContent {
  return typeof content === 'string' ? { type: 'text', text: content } : content;
}
