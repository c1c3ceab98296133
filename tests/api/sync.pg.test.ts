import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Message } from '@parley/protocol/message';
import type { Change, Sync } from '@parley/protocol/sync';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const people = (count: number) => Promise.all(Array.from({ length: count }, () => newPerson(server)));

interface Pulled {
  readonly cursor: string;
  readonly pages: readonly Sync[];
  readonly messages: readonly Message[];
  readonly changes: readonly Change[];
  readonly chatIds: readonly string[];
  readonly removed: readonly string[];
}

/** All pages since a cursor. */
async function pull(person: Person, from?: string, limit = 200): Promise<Pulled> {
  const pages: Sync[] = [];
  let cursor = from;
  do {
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Sync = await person.get<Sync>(`/sync?limit=${limit}${query}`);
    expect(page.messages.length + page.changes.length).toBeLessThanOrEqual(limit);
    pages.push(page);
    cursor = page.cursor;
  } while (pages.at(-1)?.hasMore === true);
  return {
    cursor: cursor ?? '',
    pages,
    messages: pages.flatMap((page) => page.messages),
    changes: pages.flatMap((page) => page.changes),
    chatIds: pages.flatMap((page) => page.chats.map(({ id }) => id)),
    removed: pages.flatMap((page) => page.removedChats),
  };
}

const idsOf = (messages: readonly Message[]) => messages.map(({ id }) => id);

/** Each message once, and each chat's in order. */
function expectOnceInOrder(messages: readonly Message[]): void {
  expect(new Set(idsOf(messages)).size).toBe(messages.length);
  for (const ofChat of Map.groupBy(messages, ({ chatId }) => chatId).values()) {
    expect(ofChat.map(({ seq }) => seq)).toEqual(ofChat.map(({ seq }) => seq).toSorted((a, b) => a - b));
  }
}

describe('the first sync', () => {
  test('has every chat with its last messages, the latest activity first', async () => {
    const [ann, bob, cid] = (await people(3)) as [Person, Person, Person];
    const [first, second] = [await ann.directWith(bob), await ann.directWith(cid)];
    for (let n = 0; n < 3; n++) await bob.say(first.id, `b${n}`);
    const last = await cid.say(second.id, 'c');
    const { pages, messages, removed } = await pull(ann);
    expect(pages[0]?.chats.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(pages[0]?.chats[0]?.lastMessage?.id).toBe(last.id);
    expectOnceInOrder(messages);
    expect(idsOf(messages)).toContain(last.id);
    expect(removed).toEqual([]);
  });

  test('of somebody new is empty, and nothing happened since', async () => {
    const [ann] = (await people(1)) as [Person];
    const { pages, cursor } = await pull(ann);
    expect(pages).toMatchObject([{ chats: [], messages: [], changes: [], removedChats: [], hasMore: false }]);
    expect((await pull(ann, cursor)).pages).toMatchObject([
      { chats: [], messages: [], changes: [], removedChats: [], hasMore: false },
    ]);
  });
});

describe('what was missed comes', () => {
  test('once and in order, whatever the size of the pages', async () => {
    const [ann, bob, cid] = (await people(3)) as [Person, Person, Person];
    const chats = [await ann.directWith(bob), await ann.directWith(cid), await bob.groupWith('Group', ann, cid)];
    const { cursor } = await pull(ann);
    const sent: Message[] = [];
    for (let n = 0; n < 12; n++) {
      for (const [index, chat] of chats.entries()) sent.push(await (index === 1 ? cid : bob).say(chat.id, `${n}`));
    }
    for (const limit of [1, 2, 5, 7, 200]) {
      const pulled = await pull(ann, cursor, limit);
      expectOnceInOrder(pulled.messages);
      expect(idsOf(pulled.messages).toSorted()).toEqual(idsOf(sent).toSorted());
      expect((await pull(ann, pulled.cursor, limit)).messages).toEqual([]);
    }
  });

  test('also while others go on writing', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const chat = await ann.directWith(bob);
    let { cursor } = await pull(ann);
    const received: Message[] = [];
    const socket = await bob.connect();
    const writing = (async () => {
      const sends = [];
      for (let n = 0; n < 150; n++) {
        sends.push(
          socket.ask({
            type: 'message.send',
            chatId: chat.id,
            clientMsgId: crypto.randomUUID(),
            content: { type: 'text', text: `${n}` },
          }),
        );
        if (n % 10 === 9) await sends.at(-1);
      }
      await Promise.all(sends);
    })();
    while (received.length < 150) {
      const pulled = await pull(ann, cursor, 7);
      received.push(...pulled.messages);
      cursor = pulled.cursor;
    }
    await writing;
    received.push(...(await pull(ann, cursor)).messages);
    expect(received.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
    socket.close();
  });

  test('as changes, where it was there before', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const chat = await ann.directWith(bob);
    const [edited, deleted, reacted, hidden, starred, pinned] = (await Promise.all(
      ['edit', 'delete', 'react', 'hide', 'star', 'pin'].map((words) => bob.say(chat.id, words)),
    )) as [Message, Message, Message, Message, Message, Message];
    const { cursor } = await pull(ann);
    await bob.patch(`/messages/${edited.id}`, { content: { type: 'text', text: 'edited' } });
    await bob.delete(`/messages/${deleted.id}?for=everyone`);
    await bob.put(`/messages/${reacted.id}/reactions/%F0%9F%91%8D`);
    await ann.delete(`/messages/${hidden.id}?for=me`);
    await ann.put(`/messages/${starred.id}/star`);
    await bob.put(`/chats/${chat.id}/pins/${pinned.id}`);
    for (const limit of [1, 200]) {
      const { changes } = await pull(ann, cursor, limit);
      const of = ({ seq }: Message) => changes.filter((change) => change.seq === seq);
      expect(of(edited).at(-1)).toMatchObject({ type: 'message.edited', message: { content: { text: 'edited' } } });
      expect(of(deleted).at(-1)).toMatchObject({ type: 'message.deleted', message: { content: { type: 'system' } } });
      expect(of(reacted).at(-1)).toMatchObject({
        type: 'message.reaction',
        message: { reactions: [{ emoji: '👍', count: 1, mine: false }] },
      });
      expect(of(hidden)).toMatchObject([{ type: 'message.hidden' }]);
      expect(of(hidden)[0]?.message).toBeUndefined();
      expect(of(starred)).toMatchObject([{ type: 'message.starred', message: { starred: true } }]);
      expect(of(pinned)).toMatchObject([{ type: 'message.pinned' }]);
      const versions = changes.map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    }
    // What somebody did for themselves is nobody else's.
    expect((await pull(bob)).changes.filter(({ type }) => type === 'message.hidden' || type === 'message.starred')).toEqual([]);
  });

  test('as chats, where these changed', async () => {
    const [ann, bob, cid] = (await people(3)) as [Person, Person, Person];
    const [quiet, renamed, read, left] = [
      await ann.directWith(bob),
      await bob.groupWith('Old', ann),
      await bob.directWith(ann),
      await bob.groupWith('Left', ann),
    ];
    const message = await bob.say(read.id, 'read me');
    const { cursor } = await pull(ann);
    await bob.patch(`/chats/${renamed.id}`, { title: 'New' });
    await ann.post('/messages/read', { chatId: read.id, upToSeq: message.seq });
    await bob.delete(`/chats/${left.id}/members/${ann.id}`);
    const added = await cid.groupWith('Added', ann);
    const { pages, chatIds, removed } = await pull(ann, cursor);
    expect(quiet.id).toBe(read.id);
    expect(chatIds.toSorted()).toEqual([renamed.id, read.id, added.id].toSorted());
    expect(pages.flatMap(({ chats }) => chats).find(({ id }) => id === renamed.id)?.title).toBe('New');
    expect(pages.flatMap(({ chats }) => chats).find(({ id }) => id === read.id)?.me).toMatchObject({
      unread: 0,
      readSeq: message.seq,
    });
    expect(removed).toEqual([left.id]);
    // Coming back is a new chat to know.
    await bob.post(`/chats/${left.id}/members`, { userIds: [ann.id] });
    const again = await pull(ann, pages.at(-1)?.cursor);
    expect(again.chatIds).toContain(left.id);
    expect(again.removed).toEqual([]);
  });

  test('of one’s own settings, on the other device', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const chat = await ann.directWith(bob);
    const other = await ann.onAnotherDevice();
    const { cursor } = await pull(other);
    await ann.patch(`/chats/${chat.id}/me`, { pinned: true, draft: 'from the phone' });
    const { pages } = await pull(other, cursor);
    expect(pages.flatMap(({ chats }) => chats).map(({ id, me }) => [id, me.pinned, me.draft])).toEqual([
      [chat.id, true, 'from the phone'],
    ]);
    const { cursor: bobs } = await pull(bob);
    await ann.patch(`/chats/${chat.id}/me`, { draft: 'nobody else’s business' });
    expect(JSON.stringify((await pull(bob, bobs)).pages)).not.toContain('business');
  });
});

test('each device has its own place, and asking again changes nothing', async () => {
  const [ann, bob] = (await people(2)) as [Person, Person];
  const chat = await ann.directWith(bob);
  const [phone, laptop] = [await pull(ann), await pull(await ann.onAnotherDevice())];
  const first = await bob.say(chat.id, 'first');
  const later = await pull(ann, phone.cursor);
  expect(idsOf(later.messages)).toEqual([first.id]);
  const second = await bob.say(chat.id, 'second');
  expect(idsOf((await pull(ann, laptop.cursor)).messages)).toEqual([first.id, second.id]);
  expect(idsOf((await pull(ann, laptop.cursor)).messages)).toEqual([first.id, second.id]);
  expect(idsOf((await pull(ann, later.cursor)).messages)).toEqual([second.id]);
});

test('a cursor of somebody else gives nothing of theirs', async () => {
  const [ann, bob, eve] = (await people(3)) as [Person, Person, Person];
  const chat = await ann.directWith(bob);
  const { cursor } = await pull(ann);
  await bob.say(chat.id, 'for ann');
  const answer = await eve.call<Sync>('GET', `/sync?cursor=${encodeURIComponent(cursor)}`);
  if (answer.status === 200) expect([answer.body.messages, answer.body.chats]).toEqual([[], []]);
  else expect(answer.status).toBe(400);
});
