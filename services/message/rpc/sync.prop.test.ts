import { afterAll, beforeAll, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import fc from 'fast-check';
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
import { type SyncDevice, syncDevice } from '../testing/sync-device.ts';

let server: TestDatabase;
let bed: MessageBed;

beforeAll(async () => {
  server = await testDatabase();
  bed = await createMessageBed(server);
});
afterAll(() => server.close());

const PEOPLE = 4;
const person = fc.nat(PEOPLE - 1);
const chat = fc.nat(2);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('send' as const), who: person, chat, count: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('edit', 'react', 'hide', 'erase', 'star', 'pin'),
      who: person,
      chat,
      nth: fc.nat(20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), who: person, chat }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('join', 'leave'), who: person, chat }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('sync' as const),
      device: fc.nat(PEOPLE * 2 - 1),
      limit: fc.integer({ min: 1, max: 25 }),
    }),
  },
);
/** Steps of one group run at the same time. */
const groups = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 18 });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Membership = Extract<Step, { kind: 'join' | 'leave' }>;
type Sync = Extract<Step, { kind: 'sync' }>;
type Other = Exclude<Step, Membership | Sync>;

type Chats = Awaited<ReturnType<typeof makeChat>>[];

/** What somebody may do now may be refused a moment later; the race is part of the test, the refusal is not. */
async function allowed(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error) || !/chat\.|message\./.test('code' in error ? String(error.code) : error.message)) throw error;
  });
}

async function run(one: Other, people: readonly string[], chats: Chats): Promise<void> {
  const userId = people[one.who] ?? '';
  const chatId = chats[one.chat]?.chatId ?? '';
  if (one.kind === 'send') {
    for (let n = 0; n < one.count; n++) await allowed(sendText(bed, chatId, userId, `${n}`));
    return;
  }
  if (one.kind === 'read') {
    await bed.client.markRead({ marks: [{ userId, chatId, upToSeq: 1_000 }] }, byService);
    return;
  }
  const { messages } = await bed.client.history({ chatId, limit: 21 }, by(userId)).catch(() => ({ messages: [] }));
  const message = messages
    .filter(({ senderId }) => one.kind !== 'edit' || senderId === userId)
    .at(-1 - (one.nth % Math.max(1, messages.length)));
  if (message === undefined) return;
  const messageId = message.id;
  switch (one.kind) {
    case 'edit':
      return allowed(
        bed.client.edit(
          { messageId, content: JSON.stringify({ type: 'text', text: `edited ${bed.now}` }), mentions: [] },
          by(userId),
        ),
      );
    case 'react':
      return allowed(bed.client.react({ messageId, emoji: '👍', remove: one.nth % 2 === 1 }, by(userId)));
    case 'hide':
      return allowed(bed.client.delete({ messageId, scope: 'me' }, by(userId)));
    case 'erase':
      return allowed(bed.client.delete({ messageId, scope: 'everyone' }, by(userId)));
    case 'star':
      return allowed(bed.client.star({ messageId, starred: one.nth % 2 === 0 }, by(userId)));
    case 'pin':
      return allowed(bed.client.pin({ chatId, messageId, pinned: one.nth % 2 === 0 }, by(userId)));
  }
}

/**
 * The device has what its owner may see: nothing more, and nothing less since the screenful with which it began; all of it where they
 * joined the chat (`joined`) when the device had begun already.
 */
async function expectTruth(device: SyncDevice, joined: ReadonlySet<string>): Promise<void> {
  const caller = by(device.userId);
  const { states } = await bed.client.listChatStates({ limit: 200 }, caller);
  expect([...device.chats.keys()].toSorted()).toEqual(states.map((state) => state.chatId).toSorted());
  for (const state of states) {
    const held = device.chats.get(state.chatId);
    expect(held?.state).toEqual(state);
    const { messages } = await bed.client.history({ chatId: state.chatId, limit: 200, after: 0 }, caller);
    const seqs = [...(held?.messages.keys() ?? [])];
    const first = joined.has(state.chatId) ? 0 : Math.min(...seqs, held?.head ?? 0);
    if (messages.length > 0 && held?.head === 0) throw new Error('a chat without its messages');
    const mine = [...(held?.messages.values() ?? [])].filter(({ seq }) => seq > state.joinedSeq);
    // Ticks of what was written before the last sync follow from the watermarks in the chat's state, so they are not told anew.
    const plain = ({ status: _status, ...rest }: (typeof messages)[number]) => rest;
    expect(mine.map(plain)).toEqual(messages.filter(({ seq }) => seq >= first).map(plain));
  }
}

test('sync tells each message and change once, in order, whatever happens between and during its pages (C9)', async () => {
  await fc.assert(
    fc.asyncProperty(groups, fc.integer({ min: 1, max: 60 }), async (plan, lastLimit) => {
      const people = Array.from({ length: PEOPLE }, () => systemIds.uuid());
      const owner = systemIds.uuid();
      const chats: Chats = [];
      for (let n = 0; n < 3; n++) chats.push(await makeChat(bed, [owner, ...people], { type: 'group' }));
      const devices = [...people, ...people].map((userId) => syncDevice(bed, userId));
      const joined = new Map(devices.map((device) => [device, new Set<string>()]));
      for (const group of plan) {
        // Membership changes one after the other, as the chat service makes them; two pages of one device, too.
        const membership = group.filter((one): one is Membership => one.kind === 'join' || one.kind === 'leave');
        const syncs = group.filter((one): one is Sync => one.kind === 'sync');
        const others = group.filter((one): one is Other => one.kind !== 'join' && one.kind !== 'leave' && one.kind !== 'sync');
        await Promise.all([
          ...others.map((one) => run(one, people, chats)),
          (async () => {
            for (const one of membership) {
              const state = chats[one.chat];
              const userId = people[one.who] ?? '';
              if (state === undefined) continue;
              const isIn = state.members.some((member) => member.userId === userId);
              if (one.kind === 'join' && !isIn) {
                for (const device of devices)
                  if (device.userId === userId && device.started) joined.get(device)?.add(state.chatId);
                chats[one.chat] = await addMember(bed, state, userId);
              }
              if (one.kind === 'leave' && isIn) chats[one.chat] = await removeMember(bed, state, userId);
            }
          })(),
          (async () => {
            for (const one of syncs) await devices[one.device]?.page(one.limit);
          })(),
        ]);
      }
      await bed.receipts.settled();
      for (const device of devices) {
        await device.all(lastLimit);
        await device.all(lastLimit);
        await expectTruth(device, joined.get(device) ?? new Set());
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 60_000);
