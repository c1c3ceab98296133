import { describe, expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import { seededIds } from '@parley/testkit/seeded-ids';
import type { ChatMembership } from '../domain/authorize-send.ts';
import { createMemberships } from '../membership/memberships.ts';
import type { AppendOutcome, NewMessage } from '../store/append.ts';
import { createAdmission } from './admit.ts';
import { type Appended, createLane } from './lane.ts';
import type { SendResult } from './send-result.ts';

const ids = seededIds(7);
const CHAT = ids.uuid();
const SENDER = ids.uuid();

function message(clientMsgId = ids.uuid()): NewMessage {
  return { id: ids.uuid(), chatId: CHAT, senderId: SENDER, clientMsgId, content: '{}', mentions: [] };
}

function chatOf(overrides: Partial<ChatMembership> = {}): ChatMembership {
  const members = new Map([[SENDER, { role: 'member', joinedSeq: 0 }]]);
  const rest = { type: 'group', version: 1, permissionSend: 'everyone', permissionEdit: 'everyone', blockedBy: [] };
  return { chatId: CHAT, members, memberIds: [SENDER], ...rest, ...overrides };
}

/** A table in memory whose writes end when the test says so. */
function fakeTable() {
  const rows: NewMessage[] = [];
  const batches: number[] = [];
  const gates: (() => void)[] = [];
  let failNext = false;
  return {
    rows,
    batches,
    failNext: () => {
      failNext = true;
    },
    /** Lets one write end, once it has begun. */
    async release(): Promise<void> {
      for (let turns = 0; gates.length === 0; turns++) {
        if (turns > 1000) throw new Error('nothing is being written');
        await Promise.resolve();
      }
      gates.shift()?.();
    },
    async append(batch: readonly NewMessage[]): Promise<AppendOutcome> {
      batches.push(batch.length);
      await new Promise<void>((resolve) => gates.push(resolve));
      if (failNext) {
        failNext = false;
        throw new Error('the connection was lost');
      }
      const known = batch.flatMap((one, index) => (rows.some((row) => row.clientMsgId === one.clientMsgId) ? [index] : []));
      if (known.length > 0) return { kind: 'refused', known, headless: [], stale: [] };
      rows.push(...batch);
      return { kind: 'written', seqs: batch.map((one) => rows.indexOf(one) + 1) };
    },
    async firstResults(repeats: readonly NewMessage[]): Promise<(SendResult | undefined)[]> {
      await Promise.resolve();
      return repeats.map((repeat) => {
        const index = rows.findIndex((row) => row.clientMsgId === repeat.clientMsgId);
        return { kind: 'sent', id: rows[index]?.id ?? '', seq: index + 1, createdAt: 0, duplicate: true };
      });
    },
  };
}

function setUp() {
  const open = chatOf();
  let current = open;
  const memberships = createMemberships(
    async () => {
      await Promise.resolve();
      return current;
    },
    () => true,
  );
  /** The chat changes, as the chat service tells it. */
  const change = (chat: ChatMembership): void => {
    current = chat;
    memberships.forget(CHAT);
  };
  const table = fakeTable();
  const announced: Appended[] = [];
  const failures: unknown[] = [];
  const results: SendResult[] = [];
  const lane = createLane({
    clock: manualClock(0),
    ids,
    admission: createAdmission(memberships),
    append: table.append,
    firstResults: table.firstResults,
    onAppended: (batch) => announced.push(...batch),
    onFailure: (error) => failures.push(error),
  });
  const push = (one: NewMessage): Promise<SendResult> =>
    new Promise((resolve) => {
      lane.push({
        message: one,
        // What a sender finds who asks now.
        chat: memberships.lastKnown(CHAT) ?? open,
        done: (result) => {
          results.push(result);
          resolve(result);
        },
      });
    });
  return { table, announced, failures, results, lane, push, change };
}

describe('a lane', () => {
  test('writes what came in one turn as one batch, and what came meanwhile as the next', async () => {
    const { table, push } = setUp();
    const first = [push(message()), push(message())];
    await table.release();
    const rest = [push(message()), push(message()), push(message())];
    await Promise.all(first);
    await table.release();
    await Promise.all(rest);
    expect(table.batches).toEqual([2, 3]);
  });

  test('announces a message before its sender hears of it, and only after the commit', async () => {
    const { table, announced, push, results } = setUp();
    const sent = push(message());
    await Promise.resolve();
    expect([announced.length, results.length]).toEqual([0, 0]);
    await table.release();
    expect(await sent).toMatchObject({ kind: 'sent', seq: 1, duplicate: false });
    expect(announced).toHaveLength(1);
  });

  test('begins the next batch before it tells of the last, and tells of them in order, also where one fails', async () => {
    const { table, push, announced, results } = setUp();
    const seen: string[] = [];
    const note = (name: string) => (result: SendResult) =>
      void seen.push(`${name} ${result.kind}, ${table.batches.length} begun, ${announced.length} announced`);
    const sends = [push(message()).then(note('first'))];
    await Promise.resolve();
    sends.push(push(message()).then(note('second')));
    await table.release();
    expect(await sends[0]).toBeUndefined();
    sends.push(push(message()).then(note('third')));
    table.failNext();
    await table.release();
    await table.release();
    await Promise.all(sends);
    expect(seen).toEqual([
      'first sent, 2 begun, 1 announced',
      'second refused, 2 begun, 1 announced',
      'third sent, 3 begun, 2 announced',
    ]);
    expect(results).toHaveLength(3);
  });

  test('takes on what somebody sends as they are answered, and answers nobody twice', async () => {
    const { table, lane, results, push } = setUp();
    const answers: SendResult[] = [];
    const again = new Promise<SendResult>((resolve) => {
      lane.push({
        message: message(),
        chat: chatOf(),
        done: (result) => {
          answers.push(result);
          resolve(push(message()));
        },
      });
    });
    await table.release();
    await table.release();
    expect(await again).toMatchObject({ kind: 'sent', seq: 2 });
    await lane.settled();
    expect([answers.length, results.length, table.batches]).toEqual([1, 1, [1, 1]]);
  });

  test('makes one message of a client message id that is sent 50 times at once', async () => {
    const { table, push, announced } = setUp();
    const clientMsgId = ids.uuid();
    const sends = Array.from({ length: 50 }, () => push(message(clientMsgId)));
    for (let n = 0; n < 50; n++) await table.release();
    const results = await Promise.all(sends);
    expect(new Set(results.map((result) => result.kind === 'sent' && result.id)).size).toBe(1);
    expect(results.filter((result) => result.kind === 'sent' && !result.duplicate)).toHaveLength(1);
    expect(announced).toHaveLength(1);
  });

  test('writes the others of a batch in which one is known', async () => {
    const { table, push } = setUp();
    const known = message();
    const first = push(known);
    await table.release();
    await first;
    const sends = [push(message()), push({ ...known, id: ids.uuid() }), push(message())];
    await table.release();
    await table.release();
    expect((await Promise.all(sends)).map((result) => result.kind === 'sent' && [result.seq, result.duplicate])).toEqual([
      [2, false],
      [1, true],
      [3, false],
    ]);
  });

  test('answers that a retry may help when the write fails, and goes on', async () => {
    const { table, push, failures, announced } = setUp();
    table.failNext();
    const failed = push(message());
    await table.release();
    expect(await failed).toEqual({ kind: 'refused', code: 'internal.unavailable' });
    expect(failures).toHaveLength(1);
    expect(announced).toHaveLength(0);
    const next = push(message());
    await table.release();
    expect(await next).toMatchObject({ kind: 'sent', seq: 1 });
  });

  test('gives up on a batch that is refused for none of its messages, instead of trying for ever', async () => {
    const failures: unknown[] = [];
    let tries = 0;
    const lane = createLane({
      clock: manualClock(0),
      ids,
      admission: { admit: (batch) => batch, readmit: async (batch) => batch },
      async append() {
        tries += 1;
        if (tries > 2) throw new Error('tried again');
        return { kind: 'refused', known: [], headless: [], stale: [] };
      },
      firstResults: async () => [],
      onAppended: () => {},
      onFailure: (error) => failures.push(error),
    });
    const result = await new Promise<SendResult>((done) => lane.push({ message: message(), chat: chatOf(), done }));
    expect([result, tries]).toEqual([{ kind: 'refused', code: 'internal.unavailable' }, 1]);
    expect(failures).toHaveLength(1);
  });

  test('refuses what waited while its sender was removed, and writes what waited while the chat only changed', async () => {
    const { table, push, change } = setUp();
    const first = push(message());
    await table.release();
    await first;
    const slow = push(message());
    await Promise.resolve();
    const late = push(message());
    change(chatOf({ version: 2, permissionEdit: 'admins' }));
    await table.release();
    await slow;
    await table.release();
    expect(await late).toMatchObject({ kind: 'sent', seq: 3 });
    const before = push(message());
    await Promise.resolve();
    const after = push(message());
    change(chatOf({ version: 3, members: new Map([[SENDER, { role: 'member', joinedSeq: 0, leftSeq: 3 }]]) }));
    await table.release();
    await before;
    expect(await after).toEqual({ kind: 'refused', code: 'chat.not_a_member' });
    expect(table.rows).toHaveLength(4);
  });

  test('is settled when all is answered', async () => {
    const { table, push, lane, results } = setUp();
    const sends = [push(message())];
    await Promise.resolve();
    const settled = lane.settled().then(() => results.length);
    await table.release();
    expect(await settled).toBe(1);
    await Promise.all(sends);
    await lane.settled();
  });
});
