import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { userSubject } from '@parley/bus/live';
import { changeMessage, isChangeFrame } from '@parley/client/sync/change-message';
import type { Plain } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import type { Message } from '@parley/protocol/message';
import { toPublicMessage } from '@parley/protocol/wire/message';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  by,
  byService,
  changeChat,
  createMessageBed,
  framesOf,
  type MessageBed,
  makeChat,
  sendText,
} from '../testing/message-bed.ts';

let server: TestDatabase;
let bed: MessageBed;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());

const uuid = () => systemIds.uuid();

/** What one person sees of a chat: its messages by seq, what is pinned, and how far everybody has read. */
interface View {
  readonly messages: Map<number, Message>;
  pinned: string[];
  version: number;
  readonly marks: Record<string, [delivered: number, read: number]>;
}

async function fetchView(chatId: string, userId: string): Promise<View> {
  const caller = by(userId);
  const { messages } = await bed.client.history({ chatId, limit: 200 }, caller);
  const { states } = await bed.client.getChatStates({ chatIds: [chatId] }, caller);
  const { watermarks } = await bed.client.getWatermarks({ chatIds: [chatId], userIds: [] }, caller);
  return {
    messages: new Map(messages.map((message) => [message.seq, toPublicMessage(message)])),
    pinned: states[0]?.pinnedMessageIds ?? [],
    version: states[0]?.version ?? 0,
    marks: Object.fromEntries(watermarks.map((mark) => [mark.userId, [mark.deliveredSeq, mark.readSeq]])),
  };
}

/** Applies what was told live, as a client does. */
function applyFrames(view: View, userId: string): void {
  for (const frame of framesOf(bed, userSubject(userId))) {
    if (frame.type === 'message.new') {
      const { message } = frame;
      view.messages.set(message.seq, message);
      view.marks[message.senderId] = [message.seq, message.seq];
    } else if (frame.type === 'message.status.updated') {
      const [delivered, read] = view.marks[frame.userId] ?? [0, 0];
      view.marks[frame.userId] = [
        Math.max(delivered, frame.deliveredSeq ?? 0, frame.readSeq ?? 0),
        Math.max(read, frame.readSeq ?? 0),
      ];
    } else if (isChangeFrame(frame)) {
      view.version = frame.version;
      if (frame.type === 'message.pinned') {
        view.pinned = frame.pinned ? [...view.pinned, frame.messageId] : view.pinned.filter((id) => id !== frame.messageId);
      }
      const known = view.messages.get(frame.seq);
      if (known === undefined) continue;
      const changed = changeMessage(known, frame, userId);
      if (changed === undefined) view.messages.delete(frame.seq);
      else view.messages.set(frame.seq, changed);
    }
  }
}

/** Without the ticks, which clients make from the watermarks, and the forms in which nothing can be said. */
function comparable(view: View) {
  const messages = [...view.messages.values()].map(({ status: _status, starred, reactions = [], mentions = [], ...message }) => ({
    ...message,
    ...{ starred: starred === true, mentions, reactions: reactions.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)) },
  }));
  return JSON.parse(JSON.stringify({ ...view, messages })) as unknown;
}

type Actors = { chatId: string; owner: string; ann: string; bob: string; id: string; other: string };
const content = (text: string) => JSON.stringify({ type: 'text', text });
const ACTIONS: Record<string, (on: Actors) => Promise<unknown>> = {
  send: ({ chatId, ann }) => sendText(bed, chatId, ann, 'new'),
  reply: ({ chatId, ann, id }) => sendText(bed, chatId, ann, 'new', id),
  edit: ({ ann, bob, id }) => bed.client.edit({ messageId: id, content: content('edited'), mentions: [bob] }, by(ann)),
  'delete for everyone': ({ ann, id }) => bed.client.delete({ messageId: id, scope: 'everyone' }, by(ann)),
  'delete for me': ({ bob, id }) => bed.client.delete({ messageId: id, scope: 'me' }, by(bob)),
  react: ({ ann, id }) => bed.client.react({ messageId: id, emoji: '🎉', remove: false }, by(ann)),
  'react as another did': ({ bob, other }) => bed.client.react({ messageId: other, emoji: '👍', remove: false }, by(bob)),
  'take a reaction back': ({ ann, other }) => bed.client.react({ messageId: other, emoji: '👍', remove: true }, by(ann)),
  star: ({ bob, id }) => bed.client.star({ messageId: id, starred: true }, by(bob)),
  pin: ({ ann, chatId, id }) => bed.client.pin({ chatId, messageId: id, pinned: true }, by(ann)),
  unpin: ({ ann, chatId, other }) => bed.client.pin({ chatId, messageId: other, pinned: false }, by(ann)),
  'delete what is pinned': ({ ann, other }) => bed.client.delete({ messageId: other, scope: 'everyone' }, by(ann)),
  disappear: async ({ chatId, ann }) => {
    const state = await changeChat(bed, bed.chats.get(chatId) as Plain<ChatState>, { disappearAfter: 10 });
    const { id: gone } = await sendText(bed, chatId, ann, 'gone soon');
    await bed.client.pin({ chatId, messageId: gone, pinned: true }, by(state.members[0]?.userId ?? ''));
    await sendText(bed, chatId, ann, 'an answer', gone);
    await sendText(bed, chatId, ann, 'gone soon too');
    bed.now += 20_000;
    await bed.client.deleteExpired({ limit: 0 }, byService);
  },
  forward: ({ chatId, bob, id }) => bed.client.forward({ messageIds: [id], chatIds: [chatId], idempotencyKey: uuid() }, by(bob)),
  receive: ({ chatId, bob }) => bed.client.markDelivered({ marks: [{ userId: bob, chatId, upToSeq: 1 }] }, byService),
  read: ({ chatId, bob }) => bed.client.markRead({ marks: [{ userId: bob, chatId, upToSeq: 2 }] }, byService),
};

describe('what is told live leads to what a fetch finds:', () => {
  for (const [name, act] of Object.entries(ACTIONS)) {
    test(name, async () => {
      const [owner, ann, bob] = [uuid(), uuid(), uuid()];
      const { chatId } = await makeChat(bed, [owner, ann, bob]);
      const { id } = await sendText(bed, chatId, ann, 'one');
      const other = (await sendText(bed, chatId, ann, 'two')).id;
      await bed.client.react({ messageId: other, emoji: '👍', remove: false }, by(ann));
      await bed.client.pin({ chatId, messageId: other, pinned: true }, by(owner));
      await bed.receipts.settled();
      const views = await Promise.all(
        [owner, ann, bob].map(async (userId) => [userId, await fetchView(chatId, userId)] as const),
      );
      bed.published.splice(0);
      await act({ chatId, owner, ann, bob, id, other });
      await bed.receipts.settled();
      for (const [userId, view] of views) {
        const before = JSON.stringify(comparable(view));
        applyFrames(view, userId);
        const fresh = comparable(await fetchView(chatId, userId));
        // The version counts what only others see, too; a device learns of those numbers by the next change or sync.
        expect({ ...(comparable(view) as View), version: 0 }).toEqual({ ...(fresh as View), version: 0 });
        if (userId === bob) expect(JSON.stringify(comparable(view))).not.toBe(before);
      }
    });
  }
});
