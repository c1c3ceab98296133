import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { History, Message } from '@parley/protocol/message';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { eventually } from '../support/eventually.ts';
import type { LiveSocket } from '../support/live-socket.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

// Applying the events gives what a fetch gives. The model below is a client in its plainest form, made from the protocol alone: it keeps what
// frames say, and fetches a chat only where a frame says to.

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let bob: Person;
let cid: Person;
let group: Chat;
beforeAll(async () => {
  server = await startServer();
  [ann, bob, cid] = await Promise.all([newPerson(server), newPerson(server), newPerson(server)]);
});
afterAll(() => server.stop());

interface Model {
  readonly messages: Map<string, Message>;
  readonly pinned: Set<string>;
  readonly marks: Map<string, { delivered: number; read: number }>;
  title: string | undefined;
  members: Set<string>;
  version: number;
  messagesVersion: number;
}

const fetchChat = (person: Person) => person.get<Chat>(`/chats/${group.id}`);

async function fetchModel(person: Person): Promise<Model> {
  const chat = await fetchChat(person);
  const { items } = await person.get<History>(`/chats/${group.id}/messages?limit=200`);
  const model: Model = {
    messages: new Map(items.map((message) => [message.id, message])),
    pinned: new Set(chat.pinnedMessageIds),
    marks: new Map(chat.members?.map(({ user, deliveredSeq, readSeq }) => [user.id, { delivered: deliveredSeq, read: readSeq }])),
    title: chat.title,
    members: new Set(chat.members?.map(({ user }) => user.id)),
    version: chat.version,
    messagesVersion: chat.messagesVersion,
  };
  // Sending is reading up to it. The server writes that down a moment later than the message, which says it already.
  for (const { senderId, seq } of items) if (model.members.has(senderId)) raise(model, senderId, { readSeq: seq });
  return model;
}

function changeMessage(model: Model, frame: { messageId: string; version: number }, change: (message: Message) => Message): void {
  model.messagesVersion = Math.max(model.messagesVersion, frame.version);
  const known = model.messages.get(frame.messageId);
  if (known !== undefined) model.messages.set(frame.messageId, change(known));
}

function raise(model: Model, userId: string, to: { deliveredSeq?: number | undefined; readSeq?: number | undefined }): void {
  const mark = model.marks.get(userId) ?? { delivered: 0, read: 0 };
  const read = Math.max(mark.read, to.readSeq ?? 0);
  model.marks.set(userId, { read, delivered: Math.max(mark.delivered, to.deliveredSeq ?? 0, read) });
}

function apply(model: Model, me: string, frame: ServerFrame): void {
  switch (frame.type) {
    case 'message.new':
      if (frame.message.chatId !== group.id) return;
      model.messages.set(frame.message.id, frame.message);
      raise(model, frame.message.senderId, { readSeq: frame.message.seq });
      return;
    case 'message.edited':
      changeMessage(model, frame, ({ mentions: _, ...message }) => ({
        ...message,
        content: frame.content,
        editedAt: frame.editedAt,
        ...(frame.mentions === undefined ? {} : { mentions: frame.mentions }),
      }));
      return;
    case 'message.deleted':
      if (frame.for === 'me') {
        model.messages.delete(frame.messageId);
        model.messagesVersion = Math.max(model.messagesVersion, frame.version);
        return;
      }
      model.pinned.delete(frame.messageId);
      // Quotes of it say no more than it does.
      for (const [id, message] of model.messages) {
        if (message.replyTo?.id === frame.messageId)
          model.messages.set(id, { ...message, replyTo: { ...message.replyTo, preview: '' } });
      }
      changeMessage(model, frame, ({ id, chatId, seq, senderId, clientMsgId, createdAt, status }) => ({
        ...{
          id,
          chatId,
          seq,
          senderId,
          clientMsgId,
          createdAt,
          deletedAt: frame.deletedAt,
          content: { type: 'system', event: 'message.deleted' },
        },
        ...(status === undefined ? {} : { status }),
      }));
      return;
    case 'message.reaction':
      changeMessage(model, frame, (message) => {
        const before = message.reactions?.find(({ emoji }) => emoji === frame.emoji);
        const mine = frame.userId === me ? !frame.removed : (before?.mine ?? false);
        const others = message.reactions?.filter(({ emoji }) => emoji !== frame.emoji) ?? [];
        const now = frame.count === 0 ? others : [...others, { emoji: frame.emoji, count: frame.count, mine }];
        const { reactions: _, ...rest } = message;
        return now.length === 0 ? rest : { ...rest, reactions: now };
      });
      return;
    case 'message.pinned':
      model.messagesVersion = Math.max(model.messagesVersion, frame.version);
      if (frame.pinned) model.pinned.add(frame.messageId);
      else model.pinned.delete(frame.messageId);
      return;
    case 'message.starred':
      changeMessage(model, frame, ({ starred: _, ...message }) => (frame.starred ? { ...message, starred: true } : message));
      return;
    case 'message.status.updated':
      raise(model, frame.userId, frame);
      return;
    case 'chat.updated':
      if (frame.chat === undefined || frame.chat.version <= model.version) return;
      model.title = frame.chat.title;
      model.version = frame.chat.version;
      return;
    case 'group.member.added':
      for (const userId of frame.userIds) model.members.add(userId);
      return;
    case 'group.member.removed':
      for (const userId of frame.userIds) {
        model.members.delete(userId);
        model.marks.delete(userId);
      }
      return;
    default:
      return;
  }
}

/** What can be compared: the order of reactions, false and absent, and the status (which follows from the marks) are the client's own affair. */
function plain(model: Model, people: readonly Person[]) {
  const messages = [...model.messages.values()]
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ status: _, starred, reactions, mentions, ...message }) => ({
      ...message,
      starred: starred ?? false,
      mentions: mentions ?? [],
      reactions: (reactions ?? []).toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)),
    }));
  // Of newcomers nobody is told where they begin, because none of the messages before concerns them.
  const marks = people.filter(({ id }) => model.members.has(id)).map(({ id }) => [id, model.marks.get(id)]);
  return {
    title: model.title,
    version: model.version,
    messages,
    marks,
    pinned: [...model.pinned].toSorted(),
    members: [...model.members].toSorted(),
  };
}

const uuid = () => Bun.randomUUIDv7();
const text = (words: string) => ({ type: 'text', text: words });

/** One thing each that a person can do; `target` is a message of Ann's in the group. */
const actions: Readonly<Record<string, (target: Message) => Promise<unknown>>> = {
  'a message': () => bob.say(group.id, 'news'),
  'a reply': (target) => bob.say(group.id, 'indeed', { replyToId: target.id }),
  'a mention': () =>
    bob.post('/messages', {
      chatId: group.id,
      clientMsgId: uuid(),
      content: { ...text('@a'), entities: [{ type: 'mention', offset: 0, length: 2, userId: ann.id }] },
    }),
  'a forward': (target) => bob.post('/messages/forward', { messageIds: [target.id], chatIds: [group.id] }),
  'an edit': (target) => ann.patch(`/messages/${target.id}`, { content: text('edited') }),
  'an edit with a mention': (target) =>
    ann.patch(`/messages/${target.id}`, {
      content: { ...text('@b'), entities: [{ type: 'mention', offset: 0, length: 2, userId: bob.id }] },
    }),
  'a deletion for everyone': (target) => ann.delete(`/messages/${target.id}?for=everyone`),
  'a deletion for oneself': (target) => bob.delete(`/messages/${target.id}?for=me`),
  'a deletion of a pinned message with reactions': async (target) => {
    await bob.put(`/chats/${group.id}/pins/${target.id}`);
    await bob.put(`/messages/${target.id}/reactions/%F0%9F%91%8D`);
    await ann.delete(`/messages/${target.id}?for=everyone`);
  },
  'a deletion of a message that was answered': async (target) => {
    await bob.say(group.id, 'what?', { replyToId: target.id });
    await ann.delete(`/messages/${target.id}?for=everyone`);
  },
  'a reaction': (target) => bob.put(`/messages/${target.id}/reactions/%F0%9F%91%8D`),
  'reactions of several, some taken back': async (target) => {
    await Promise.all([ann, bob, cid].map((person) => person.put(`/messages/${target.id}/reactions/%F0%9F%91%8D`)));
    await Promise.all([
      bob.delete(`/messages/${target.id}/reactions/%F0%9F%91%8D`),
      cid.put(`/messages/${target.id}/reactions/%F0%9F%8E%89`),
    ]);
  },
  'a star': (target) => bob.put(`/messages/${target.id}/star`),
  'a pin': (target) => bob.put(`/chats/${group.id}/pins/${target.id}`),
  'a pin and its end': async (target) => {
    await bob.put(`/chats/${group.id}/pins/${target.id}`);
    await ann.delete(`/chats/${group.id}/pins/${target.id}`);
  },
  'a receipt': (target) => bob.post('/messages/delivered', { chatId: group.id, upToSeq: target.seq }),
  'a reading': (target) => bob.post('/messages/read', { chatId: group.id, upToSeq: target.seq }),
  'a new title': () => bob.patch(`/chats/${group.id}`, { title: 'Another' }),
  'a new topic': () => bob.patch(`/chats/${group.id}`, { topic: 'Things' }),
  'a newcomer': async () => ann.post(`/chats/${group.id}/members`, { userIds: [(await newPerson(server)).id] }),
  'a removal': () => ann.delete(`/chats/${group.id}/members/${cid.id}`),
  'somebody leaving': () => cid.delete(`/chats/${group.id}/members/${cid.id}`),
  'a new role': () => ann.patch(`/chats/${group.id}/members/${bob.id}`, { role: 'admin' }),
  'new permissions': () => ann.patch(`/chats/${group.id}`, { permissions: { edit: 'admins' } }),
};

test.each(Object.keys(actions))('%s: what the frames tell is what a fetch finds', async (name) => {
  group = await ann.groupWith('Group', bob, cid);
  const target = await ann.say(group.id, 'target');
  const marker = await ann.groupWith('Marker', bob);
  // Ann's own mark is written down a moment after her message.
  await eventually(async () =>
    (await fetchChat(ann)).members?.find(({ user }) => user.id === ann.id)?.readSeq === target.seq ? true : undefined,
  );
  const listeners: readonly (readonly [Person, LiveSocket, Model])[] = [
    [ann, await ann.connect(), await fetchModel(ann)],
    [bob, await bob.connect(), await fetchModel(bob)],
  ];
  await actions[name]?.(target);
  const end = await mark(marker.id);
  for (const [person, socket, model] of listeners) {
    await socket.next('message.new', ({ message }) => message.id === end.id);
    for (const frame of socket.rest()) if (!('chatId' in frame) || frame.chatId === group.id) apply(model, person.id, frame);
    const fresh = await fetchModel(person);
    expect(plain(model, [ann, bob, cid])).toEqual(plain(fresh, [ann, bob, cid]) as never);
    // What others do for themselves alone (stars, deletions) counts too, and nobody is told of it.
    expect(fresh.messagesVersion).toBeGreaterThanOrEqual(model.messagesVersion);
    socket.close();
  }
});

/** A message in another chat: when it is here, so is all that was told before. */
function mark(chatId: string): Promise<Message> {
  return ann.say(chatId, 'mark');
}
