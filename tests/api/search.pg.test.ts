import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { SearchHit } from '@parley/protocol/search';
import { eventually } from '../support/eventually.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

const TEXTS = {
  english: 'The quick brown fox jumps over the lazy dog',
  german: 'Die Überschwemmung an der Straße war schön groß',
  arabic: 'اجتماع الفريق غدا في المكتب',
  chinese: '我们明天下午在北京开会讨论新项目',
  japanese: '明日の会議は東京駅で始まります',
  thai: 'พรุ่งนี้เราจะประชุมที่กรุงเทพ',
  korean: '내일 서울에서 회의가 있습니다',
  russian: 'Завтра встреча в Москве',
  emoji: 'Party tonight 🎉🍕',
  turkish: 'İstanbul’da ışık',
  french: 'Rendez-vous au café à l’été',
} as const;
type Language = keyof typeof TEXTS;

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let bob: Person;
let eve: Person;
let chat: Chat;
let group: Chat;
const messages = new Map<Language, Message>();
beforeAll(async () => {
  server = await startServer();
  [ann, bob, eve] = await Promise.all([newPerson(server), newPerson(server), newPerson(server)]);
  chat = await ann.directWith(bob);
  group = await bob.groupWith('Elsewhere', ann);
  for (const [language, text] of Object.entries(TEXTS)) messages.set(language as Language, await ann.say(chat.id, text));
  await search(ann, TEXTS.french, (hits) => hits.length === 1);
});
afterAll(() => server.stop());

const find = async (person: Person, query: string, more = '') =>
  (await person.get<{ items: SearchHit[] }>(`/search/messages?q=${encodeURIComponent(query)}${more}`)).items;
const ids = (hits: readonly SearchHit[]) => hits.map(({ message }) => message.id);

/** The hits, once they are right: the index follows the messages. */
const search = (person: Person, query: string, right: (hits: SearchHit[]) => boolean) =>
  eventually(async () => {
    const hits = await find(person, query);
    return right(hits) ? hits : undefined;
  });

describe('words of any language are found', () => {
  const cases: readonly (readonly [Language, string])[] = [
    ['english', 'fox'],
    ['english', 'FOX lazy'],
    ['english', 'qui'],
    ['english', 'rown'],
    ['german', 'überschwemmung'],
    ['german', 'Uberschwemmung'],
    ['german', 'straße'],
    ['german', 'STRASSE'],
    ['german', 'schwemm'],
    ['german', 'schon'],
    ['arabic', 'الفريق'],
    ['arabic', 'فريق'],
    ['chinese', '北京'],
    ['chinese', '项目'],
    ['chinese', '会'],
    ['japanese', '会議'],
    ['japanese', '東京駅'],
    ['thai', 'ประชุม'],
    ['thai', 'กรุงเทพ'],
    ['korean', '회의'],
    ['korean', '서울'],
    ['russian', 'москве'],
    ['russian', 'ВСТРЕЧА'],
    ['emoji', '🎉'],
    ['emoji', 'party 🍕'],
    ['turkish', 'istanbul'],
    ['french', 'ete cafe'],
  ];
  test.each(cases)('%s: %s', async (language, query) => {
    expect(ids(await find(ann, query))).toContain(messages.get(language)?.id ?? '');
    expect(ids(await find(bob, query))).toContain(messages.get(language)?.id ?? '');
  });

  test('and only where all of them are', async () => {
    for (const query of ['fox cat', 'foxes', 'zzz', '南京', 'jumps xyz'])
      expect([query, ids(await find(ann, query))]).toEqual([query, []]);
  });

  test('where they are is told in UTF-16 units of the text', async () => {
    const places = async (language: Language, query: string) => {
      const hit = (await find(ann, query)).find(({ message }) => message.id === messages.get(language)?.id);
      return hit?.highlights.map(({ offset, length }) => TEXTS[language].slice(offset, offset + length));
    };
    expect(await places('english', 'fox dog')).toEqual(['fox', 'dog']);
    expect(await places('german', 'STRASSE')).toEqual(['Straße']);
    expect(await places('emoji', '🍕')).toEqual(['🍕']);
    expect(await places('chinese', '北京')).toEqual(['北京']);
  });

  test('what holds nothing to search for finds nothing', async () => {
    for (const query of ['!', '...', '   .', '%', '_', "'", '\\'])
      expect([query, ids(await find(ann, query))]).toEqual([query, []]);
  });
});

describe('filters', () => {
  let inGroup: Message;
  let located: Message;
  beforeAll(async () => {
    inGroup = await bob.say(group.id, 'the fox again');
    located = await ann.post<Message>('/messages', {
      chatId: group.id,
      clientMsgId: Bun.randomUUIDv7(),
      content: { type: 'location', latitude: 1, longitude: 1, name: 'Fox street' },
    });
    await search(ann, 'fox', (hits) => hits.length === 3);
  });
  const fox = () => messages.get('english') as Message;

  test('newest first, of one chat, of one person, of one kind', async () => {
    expect(ids(await find(ann, 'fox'))).toEqual([located.id, inGroup.id, fox().id]);
    expect(ids(await find(ann, 'fox', `&chatId=${chat.id}`))).toEqual([fox().id]);
    expect(ids(await find(ann, 'fox', `&senderId=${bob.id}`))).toEqual([inGroup.id]);
    expect(ids(await find(ann, 'fox', '&type=location'))).toEqual([located.id]);
    expect(ids(await find(ann, 'fox', `&senderId=${ann.id}&type=text`))).toEqual([fox().id]);
  });

  test('of a time', async () => {
    const from = encodeURIComponent(inGroup.createdAt);
    expect(ids(await find(ann, 'fox', `&from=${from}`))).toEqual([located.id, inGroup.id]);
    expect(ids(await find(ann, 'fox', `&to=${from}`))).toEqual([fox().id]);
    expect(ids(await find(ann, 'fox', `&from=${from}&to=${encodeURIComponent(located.createdAt)}`))).toEqual([inGroup.id]);
  });

  test('page by page each is there once', async () => {
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await ann.get<{ items: SearchHit[]; nextCursor: string | null }>(`/search/messages?q=fox&limit=1${cursor}`);
      found.push(...ids(page.items));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(found).toEqual([located.id, inGroup.id, fox().id]);
  });
});

describe('nobody finds', () => {
  test('what was said in chats of others', async () => {
    for (const text of Object.values(TEXTS)) expect(await find(eve, text)).toEqual([]);
    expect(await find(eve, 'fox', `&senderId=${ann.id}`)).toEqual([]);
  });

  test('what was deleted, or hidden from them', async () => {
    const [gone, hidden] = [await ann.say(chat.id, 'ephemeral walrus'), await ann.say(chat.id, 'hidden walrus')];
    await search(bob, 'walrus', (hits) => hits.length === 2);
    await ann.delete(`/messages/${gone.id}?for=everyone`);
    await bob.delete(`/messages/${hidden.id}?for=me`);
    expect(ids(await find(bob, 'walrus'))).toEqual([]);
    expect(ids(await find(ann, 'walrus'))).toEqual([hidden.id]);
  });

  test('an edited message by its old words', async () => {
    const message = await ann.say(chat.id, 'original platypus');
    await search(bob, 'platypus', (hits) => hits.length === 1);
    await ann.patch(`/messages/${message.id}`, { content: { type: 'text', text: 'corrected echidna' } });
    await search(bob, 'echidna', (hits) => hits.length === 1);
    expect(await find(bob, 'platypus')).toEqual([]);
  });

  test('what was said before they came', async () => {
    const earlier = await bob.say(group.id, 'narwhal before');
    await search(bob, 'narwhal', (hits) => hits.length === 1);
    await bob.post(`/chats/${group.id}/members`, { userIds: [eve.id] });
    const later = await bob.say(group.id, 'narwhal after');
    expect(ids(await search(eve, 'narwhal', (hits) => hits.length > 0))).toEqual([later.id]);
    expect(ids(await find(bob, 'narwhal'))).toEqual([later.id, earlier.id]);
  });
});
