import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { DomainEvent } from '@parley/bus/events';
import { systemClock } from '@parley/kernel/clock';
import { systemIds } from '@parley/kernel/ids';
import type { Queryable, SqlValue } from '@parley/postgres/database';
import { outboxLog } from '@parley/postgres/outbox';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import {
  addMember,
  by,
  byService,
  createMessageBed,
  type MessageBed,
  makeChat,
  removeMember,
  sendText,
} from '../testing/message-bed.ts';
import { indexMessages } from './index-messages.ts';

let server: TestDatabase;
let bed: MessageBed;
let position: string | undefined;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());

const uuid = () => systemIds.uuid();

/** What the processor does with events. */
async function indexEvents(events: readonly DomainEvent[]): Promise<void> {
  for (const { payload } of events) {
    const { chatId, seq, chatIds = [chatId], after = [seq - 1], counts = [1] } = payload as Payload;
    const ranges = chatIds.map((id, index) => ({
      chatId: id,
      low: (after[index] ?? 0) + 1,
      high: (after[index] ?? 0) + (counts[index] ?? 0),
    }));
    await bed.client.indexMessages({ ranges }, byService);
  }
}

interface Payload {
  readonly chatId: string;
  readonly seq: number;
  readonly chatIds?: string[];
  readonly after?: number[];
  readonly counts?: number[];
}

/** What the durable consumer does: indexes all that has happened. Answers the events, to repeat them. */
async function index(): Promise<DomainEvent[]> {
  const log = outboxLog(bed.db, 'message');
  const all: DomainEvent[] = [];
  for (;;) {
    const page = await log.read(position, 200);
    if (page.events.length === 0) return all;
    const events = page.events.filter(({ subject }) => ['msg.new', 'msg.edited', 'msg.deleted'].includes(subject));
    await indexEvents(events);
    all.push(...events);
    position = page.position;
  }
}

test('one request looks through so much text, and the next goes on', async () => {
  // Long texts with the pieces of the word, none with the word.
  const { chatId, ann } = await chatOf(['abcd at last', ...Array.from({ length: 40 }, () => 'abcx xbcd '.repeat(1600))]);
  const first = await bed.client.search({ query: 'abcd', chatId, limit: 9 }, by(ann));
  expect(first.hits).toEqual([]);
  expect(first.nextCursor).toBeString();
  let page = first;
  while (page.nextCursor !== undefined)
    page = await bed.client.search({ query: 'abcd', chatId, limit: 9, cursor: page.nextCursor }, by(ann));
  expect(page.hits.map(({ message }) => message?.seq)).toEqual([1]);
});

test('two instances that index a message at once end in what it says now', async () => {
  const { chatId, ann, bob, ids } = await chatOf(['an elderly text']);
  const ranges = [{ chatId, low: 1, high: 1 }];
  let reads = 0;
  const overtaken: Queryable = {
    ...bed.db,
    async query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<Row[]> {
      const rows = await bed.db.query<Row>(text, values);
      if (text.includes('JOIN message.messages') && ++reads === 1) {
        const content = JSON.stringify({ type: 'text', text: 'a youthful text' });
        await bed.client.edit({ messageId: ids[0] ?? '', content, mentions: [] }, by(bob));
        await bed.client.indexMessages({ ranges }, byService);
      }
      return rows;
    },
  };
  const slow = indexMessages({ db: overtaken, clock: systemClock, lanes: { crowded: false } });
  await slow.handle({ ranges }, byService);
  expect(await find(ann, 'youthful')).toEqual(['a youthful text']);
});

async function chatOf(texts: readonly string[]) {
  const [ann, bob] = [uuid(), uuid()];
  const state = await makeChat(bed, [ann, bob], { type: 'group' });
  const ids: string[] = [];
  for (const text of texts) ids.push((await sendText(bed, state.chatId, bob, text)).id);
  await index();
  return { state, chatId: state.chatId, ann, bob, ids };
}

async function find(userId: string, query: string, filter: Record<string, unknown> = {}) {
  const { hits } = await bed.client.search({ query, limit: 50, ...filter }, by(userId));
  return hits.map((hit) => (JSON.parse(hit.message?.content ?? '{}') as { text: string }).text);
}

async function marked(userId: string, query: string) {
  const { hits } = await bed.client.search({ query, limit: 50 }, by(userId));
  return hits.map(({ message, highlights }) => {
    const { text } = JSON.parse(message?.content ?? '{}') as { text: string };
    return highlights.map(({ offset, length }) => text.slice(offset, offset + length));
  });
}

describe('Search (C11)', () => {
  test('finds words, beginnings and parts of words, newest first', async () => {
    const texts = ['The conversation went on', 'A versatile reader', 'no match here', 'Conversely'];
    const { ann } = await chatOf(texts);
    expect(await find(ann, 'vers')).toEqual(['Conversely', 'A versatile reader', 'The conversation went on']);
    expect(await find(ann, 'co')).toEqual(['Conversely', 'The conversation went on']);
    expect(await find(ann, 'on')).toEqual(['The conversation went on']);
    expect(await find(ann, 'went conv')).toEqual(['The conversation went on']);
    expect(await find(ann, 'conversation here')).toEqual([]);
    expect(await find(ann, 'r')).toEqual(['A versatile reader']);
  });

  test('works for any language, with or without spaces, whatever the case, width and accents', async () => {
    const texts = [
      '今天天气很好，我们去公园',
      '日本語の検索テスト',
      'สวัสดีครับทุกคน',
      '안녕하세요 여러분',
      'Привет, Ёжик',
      'Ümlaut straße CAFÉ',
      'مَرْحَبًا بالعالم',
      'שָׁלוֹם עולם',
      'नमस्ते दुनिया',
      'ﬁnal ＦＵＬＬ',
      '👩‍👩‍👧 family',
      'İstanbul',
    ];
    const { ann } = await chatOf(texts);
    const cases: [query: string, text: number][] = [
      ...([
        ['天气', 0],
        ['园', 0],
        ['検索', 1],
        ['テスト', 1],
        ['สวัส', 2],
        ['ทุกคน', 2],
        ['하세', 3],
        ['привет', 4],
        ['ежик', 4],
      ] as [string, number][]),
      ...([
        ['umlaut', 5],
        ['cafe', 5],
        ['STRASSE', 5],
        ['straße', 5],
        ['مرحبا', 6],
        ['شلום', -1],
        ['שלום', 7],
        ['नमस्ते', 8],
        ['final', 9],
        ['full', 9],
        ['family', 10],
        ['istanbul', 11],
      ] as [string, number][]),
    ];
    for (const [query, text] of cases)
      expect([query, await find(ann, query)]).toEqual([query, text === -1 ? [] : [texts[text] ?? '']]);
  });

  test('says where the words are in the text as it was written', async () => {
    const { ann } = await chatOf(['Une CAFÉTÉRIA, le café', 'ﬁnal ﬁ', '👍 天气 x 天气']);
    expect(await marked(ann, 'cafe')).toEqual([['CAFÉ', 'café']]);
    expect(await marked(ann, 'fin')).toEqual([['ﬁn']]);
    expect(await marked(ann, '天气')).toEqual([['天气', '天气']]);
  });

  test('shows only what the person may see', async () => {
    const { state, chatId, ann, ids } = await chatOf(['needle one']);
    const cid = uuid();
    const grown = await addMember(bed, state, cid);
    await sendText(bed, chatId, ann, 'needle two');
    await removeMember(bed, grown, cid);
    await sendText(bed, chatId, ann, 'needle three');
    await index();
    expect(await find(cid, 'needle')).toEqual(['needle two']);
    expect(await find(uuid(), 'needle')).toEqual([]);
    await bed.client.delete({ messageId: ids[0] ?? '', scope: 'me' }, by(ann));
    expect(await find(ann, 'needle')).toEqual(['needle three', 'needle two']);
    await expect(bed.client.search({ query: 'needle', chatId, limit: 1 }, by(uuid()))).rejects.toMatchObject({
      code: 'chat.not_found',
    });
  });

  test('follows edits and deletions, also when events are repeated', async () => {
    const { ann, bob, ids } = await chatOf(['first words', 'second words']);
    await bed.client.edit({ messageId: ids[0] ?? '', content: '{"type":"text","text":"other text"}', mentions: [] }, by(bob));
    await bed.client.delete({ messageId: ids[1] ?? '', scope: 'everyone' }, by(bob));
    expect(await find(ann, 'words')).toEqual([]);
    const events = await index();
    await indexEvents(events);
    expect(await find(ann, 'words')).toEqual([]);
    expect(await find(ann, 'other')).toEqual(['other text']);
  });

  test('narrows down by chat, sender, type and time', async () => {
    const { state, chatId, ann, bob } = await chatOf(['word by bob']);
    const from = bed.now;
    await sendText(bed, chatId, ann, 'word by ann');
    const other = await makeChat(bed, [ann, state.members[1]?.userId ?? '']);
    await sendText(bed, other.chatId, ann, 'word elsewhere');
    await index();
    expect(await find(ann, 'word', { chatId })).toEqual(['word by ann', 'word by bob']);
    expect(await find(ann, 'word', { senderId: bob })).toEqual(['word by bob']);
    expect(await find(ann, 'word', { from })).toEqual(['word elsewhere', 'word by ann']);
    expect(await find(ann, 'word', { to: from })).toEqual(['word by bob']);
    expect(await find(ann, 'word', { type: 'image' })).toEqual([]);
    expect(await find(ann, 'word', { type: 'text' })).toHaveLength(3);
  });

  test('comes in pages that together are everything, once', async () => {
    const texts = Array.from({ length: 25 }, (_, n) => `page ${n}`);
    const { ann } = await chatOf(texts);
    const found: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { hits, nextCursor } = await bed.client.search(
        { query: 'page', limit: 7, ...(cursor === undefined ? {} : { cursor }) },
        by(ann),
      );
      found.push(...hits.map((hit) => (JSON.parse(hit.message?.content ?? '{}') as { text: string }).text));
      expect(hits.length).toBeLessThanOrEqual(7);
      if (nextCursor === undefined) break;
      cursor = nextCursor;
    }
    expect(found).toEqual(texts.toReversed());
  });

  test('refuses what is not a question', async () => {
    const ann = uuid();
    for (const wrong of [
      { query: ' ' },
      { query: 'x'.repeat(600) },
      { query: 'x', cursor: 'y' },
      { query: 'x', chatId: 'y' },
      { query: 'x', from: Number.NaN },
    ]) {
      await expect(bed.client.search({ limit: 5, ...wrong }, by(ann))).rejects.toMatchObject({ code: 'request.invalid' });
    }
    expect((await bed.client.search({ query: '…!?', limit: 5 }, by(ann))).hits).toEqual([]);
  });
});
