import { expect, test } from 'bun:test';
import type { Message } from '@parley/protocol/message';
import { memoryStore } from '../store/memory.ts';
import { chatRecord, entry, sampleMessage } from '../store/sample-records.ts';
import type { Store } from '../store/store.ts';
import { createHeld } from './held.ts';
import type { Intake } from './intake.ts';
import { emptyOutcome, type Outcome } from './outcome.ts';
import { place } from './place.ts';
import { takeFrame } from './take-frame.ts';
import { takeSyncPage } from './take-sync-page.ts';

const DELETED = sampleMessage('a', 2, { deletedAt: 't', content: { type: 'system', event: 'message.deleted' } });
const reply = (seq: number, to: number) =>
  sampleMessage('a', seq, { replyTo: { id: `a-${to}`, seq: to, senderId: 's', preview: `message ${to}` } });
const frame = { type: 'message.deleted', chatId: 'a', messageId: 'a-2', seq: 2, version: 1, deletedAt: 't' } as const;
const change = { type: 'message.deleted', chatId: 'a', seq: 2, version: 1 } as const;
const page = { cursor: 'c', chats: [], messages: [], changes: [], removedChats: [], hasMore: false };

/** A store with a chat of which everything up to the highest of these messages is known. */
async function storeOf(messages: readonly Message[]): Promise<Store> {
  const store = memoryStore();
  const head = Math.max(...messages.map(({ seq }) => seq));
  await store.write(async (tx) => {
    await tx.putChat(chatRecord('a', { head, covered: [[1, head]] }));
    await tx.putMessages(messages.map((message) => ({ chatId: 'a', seq: message.seq, id: message.id, version: 0, message })));
  });
  return store;
}

async function take(store: Store, task: (intake: Intake) => Promise<void>): Promise<Outcome> {
  const outcome = emptyOutcome();
  await store.write((tx) => task({ tx, userId: 'me', held: createHeld(), place, outcome }));
  return outcome;
}

const previews = (store: Store) =>
  store.read(async (tx) => {
    const stored = await tx.messages('a', { from: 1, to: 9999, limit: 9999, nearest: 'from' });
    return stored.flatMap(({ seq, message }) => (message.replyTo === undefined ? [] : [[seq, message.replyTo.preview]]));
  });

const HISTORY = [sampleMessage('a', 1), sampleMessage('a', 2), reply(3, 2), reply(4, 1)];
const EMPTIED = [
  [3, ''],
  [4, 'message 1'],
];

const PATHS: readonly [string, (intake: Intake) => Promise<void>][] = [
  ['live', (intake) => takeFrame(intake, { ...frame, for: 'everyone' })],
  ['a sync', (intake) => takeSyncPage(intake, { ...page, changes: [{ ...change, message: DELETED }] }, false)],
];

for (const [path, deletion] of PATHS) {
  test(`a deletion for everyone that comes by ${path} empties the quotes of the message, and no others`, async () => {
    const store = await storeOf(HISTORY);
    const outcome = await take(store, deletion);
    expect(await previews(store)).toEqual(EMPTIED);
    expect(outcome.changed.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(outcome.changed[1]?.replyTo).toEqual({ id: 'a-2', seq: 2, senderId: 's', preview: '' });
  });

  test(`so it does where the message itself is not stored: ${path}`, async () => {
    const store = await storeOf(HISTORY.filter(({ seq }) => seq !== 2));
    await take(store, deletion);
    expect(await previews(store)).toEqual(EMPTIED);
  });

  test(`so it does to a reply that waits in the outbox: ${path}`, async () => {
    const store = await storeOf(HISTORY);
    const { content, replyTo } = reply(0, 2);
    const command = { kind: 'send', content: content as { type: 'text'; text: string }, replyTo } as const;
    await store.write((tx) => tx.putEntry({ ...entry('e', 1, 'a'), command }));
    await take(store, deletion);
    expect(await store.read((tx) => tx.entry('e'))).toMatchObject({ command: { ...command, replyTo: { preview: '' } } });
  });

  test(`so it does to a reply that came before its turn: ${path}`, async () => {
    const store = await storeOf(HISTORY.filter(({ seq }) => seq === 1 || seq === 3));
    await take(store, async (intake) => {
      await takeFrame(intake, { type: 'message.new', message: reply(5, 2) });
      await deletion(intake);
      await takeFrame(intake, { type: 'message.new', message: reply(4, 1) });
    });
    expect(await previews(store)).toEqual([...EMPTIED, [5, '']]);
  });

  test(`the look for quotes is bounded to the newest messages: ${path}`, async () => {
    const store = await storeOf([...HISTORY, ...Array.from({ length: 499 }, (_, index) => reply(5 + index, 2))]);
    await take(store, deletion);
    const emptied = (await previews(store)).filter(([, preview]) => preview === '');
    expect(emptied.length).toBe(499);
    expect(emptied[0]).toEqual([5, '']);
  });
}

test('a sync tells of a deletion also without the message, to those who have hidden it', async () => {
  const store = await storeOf(HISTORY);
  const outcome = await take(store, (intake) => takeSyncPage(intake, { ...page, changes: [change] }, false));
  expect(await previews(store)).toEqual(EMPTIED);
  expect(outcome.changed.map(({ seq }) => seq)).toEqual([3]);
});

test('a deletion for oneself leaves quotes as they are', async () => {
  const live = await storeOf(HISTORY);
  await take(live, (intake) => takeFrame(intake, { ...frame, for: 'me' }));
  const synced = await storeOf(HISTORY);
  await take(synced, (intake) => takeSyncPage(intake, { ...page, changes: [{ ...change, type: 'message.hidden' }] }, false));
  for (const store of [live, synced]) expect((await previews(store))[0]).toEqual([3, 'message 2']);
});

test('a reply that was made before the deletion and comes after it says nothing of the message', async () => {
  const store = await storeOf([sampleMessage('a', 1), DELETED]);
  const outcome = await take(store, async (intake) => {
    await takeFrame(intake, { type: 'message.new', message: reply(3, 2) });
    await takeFrame(intake, { type: 'message.new', message: reply(4, 1) });
  });
  expect(await previews(store)).toEqual(EMPTIED);
  expect(outcome.added.map(({ replyTo }) => replyTo?.preview)).toEqual(['', 'message 1']);
});
