import type { Message } from '@parley/protocol/message';
import type { Sync } from '@parley/protocol/sync';
import type { ServerFrame, ServerFrameOf, ServerFrameType } from '@parley/protocol/ws/server-frames';
import { differences, messagesOf } from './compare.ts';
import type { Deadline } from './deadline.ts';
import type { Device, Listening } from './device.ts';

/** The canary's two people, each on a device, in their chat. */
export interface Couple {
  readonly writer: Device;
  readonly reader: Device;
  readonly chatId: string;
}

/** A message that was sent, as its sender was told. */
export interface Sent {
  readonly clientMsgId: string;
  readonly messageId: string;
  readonly seq: number;
}

const isFrame =
  <T extends ServerFrameType>(type: T, matches: (frame: ServerFrameOf<T>) => boolean) =>
  (frame: ServerFrame): frame is ServerFrameOf<T> =>
    frame.type === type && matches(frame as ServerFrameOf<T>);

/** Sends a text; answers what the server says and the `performance.now()` of both ends. */
export async function send(
  { writer, chatId }: Couple,
  writersEar: Listening,
  text: string,
  deadline: Deadline,
): Promise<Sent & { readonly sentAt: number; readonly acknowledgedAt: number }> {
  const sentAt = performance.now();
  const { clientMsgId } = await deadline.limit('outbox', writer.parley.messages.send({ chatId, content: text }));
  const isMine = isFrame('message.sent', (frame) => frame.clientMsgId === clientMsgId);
  const { messageId, seq } = await writersEar.next('acknowledgement', isMine, deadline);
  return { clientMsgId, messageId, seq, sentAt, acknowledgedAt: performance.now() };
}

/** Waits for a message on the reader's socket; what the SDK fetches for itself doesn't count. */
export async function awaitLive(readersEar: Listening, { clientMsgId }: Sent, deadline: Deadline): Promise<Message> {
  const isIt = isFrame('message.new', ({ message }) => message.clientMsgId === clientMsgId);
  return (await readersEar.next('live delivery', isIt, deadline)).message;
}

/** Edits a message and waits for the edit on the reader's socket. */
export async function edit(
  { writer, chatId }: Couple,
  readersEar: Listening,
  sent: Sent,
  text: string,
  deadline: Deadline,
): Promise<void> {
  const { messageId: id, clientMsgId } = sent;
  await deadline.limit('outbox', writer.parley.messages.edit({ chatId, id, clientMsgId, senderId: writer.userId }, text));
  const isIt = isFrame(
    'message.edited',
    ({ messageId, content }) => messageId === id && content.type === 'text' && content.text === text,
  );
  await readersEar.next('live edit', isIt, deadline);
}

/** Reads up to a number and waits until the writer hears of it. */
export async function read(
  { reader, chatId }: Couple,
  writersEar: Listening,
  upToSeq: number,
  deadline: Deadline,
): Promise<void> {
  await deadline.limit('outbox', reader.parley.messages.markRead(chatId, upToSeq));
  const isIt = isFrame(
    'message.status.updated',
    (frame) => frame.chatId === chatId && frame.userId === reader.userId && (frame.readSeq ?? 0) >= upToSeq,
  );
  await writersEar.next('receipt', isIt, deadline);
}

/** What every way there is to the round's messages says of them, against the others; answers the differences in words. */
export async function compareAllWays(
  { reader, chatId }: Couple,
  readersEar: Listening,
  sync: Sync,
  round: { readonly live: readonly Sent[]; readonly missed: readonly Sent[] },
  deadline: Deadline,
): Promise<string[]> {
  const live = round.live.map(({ seq }) => seq);
  const all = [...round.live, ...round.missed].map(({ seq }) => seq);
  const from = Math.min(...all);
  const history = await deadline.limit(
    'history',
    reader.parley.request<{ items: Message[] }>('GET', `/chats/${chatId}/messages?after=${from - 1}&limit=200`),
  );
  const query = { from, to: Math.max(...all), limit: 200, nearest: 'from' } as const;
  const stored = await reader.store.read((tx) => tx.messages(chatId, query));
  const changed = sync.changes.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const asked = { name: 'the history', messages: history.items };
  return [
    ...differences(live, [asked, { name: 'the live path', messages: messagesOf(readersEar.frames, chatId) }]),
    ...differences(all, [
      asked,
      { name: 'the sync', messages: [...sync.messages, ...changed].filter((message) => message.chatId === chatId) },
      { name: 'the device', messages: stored.map(({ message }) => message) },
    ]),
    ...gapsOf(history.items.map(({ seq }) => seq)),
  ];
}

/** Where numbers that should follow each other don't. */
function gapsOf(seqs: readonly number[]): string[] {
  const gap = seqs.findIndex((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) + 1);
  return gap < 0 ? [] : [`the history goes from ${seqs[gap - 1]} to ${seqs[gap]}`];
}

/** All that was missed since a cursor, page by page. */
export async function syncSince({ reader }: Couple, cursor: string, deadline: Deadline): Promise<Sync> {
  const pages: Sync[] = [];
  for (let next = cursor, more = true; more; ) {
    const page = await deadline.limit('sync', reader.parley.request<Sync>('GET', `/sync?cursor=${encodeURIComponent(next)}`));
    pages.push(page);
    next = page.cursor;
    more = page.hasMore;
  }
  return {
    cursor: pages.at(-1)?.cursor ?? cursor,
    chats: pages.flatMap(({ chats }) => chats),
    messages: pages.flatMap(({ messages }) => messages),
    changes: pages.flatMap(({ changes }) => changes),
    removedChats: pages.flatMap(({ removedChats }) => removedChats),
    hasMore: false,
  };
}
