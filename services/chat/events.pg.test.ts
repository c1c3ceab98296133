import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import type { SystemContent } from '@parley/protocol/content';
import { testDatabase } from '@parley/testkit/test-database';
import fc from 'fast-check';
import { by, createChatBed } from './testing/chat-bed.ts';
import { codeOf, type OutboxEntry, outboxOf, stateOf } from './testing/questions.ts';

const database = await testDatabase();
afterAll(() => database.close());
const bed = await createChatBed(database);
const { chat, person } = bed;
beforeEach(() => {
  bed.onApplyChat = async () => {};
});

async function makeGroup(memberIds: string[], owner = person()): Promise<{ id: string; owner: string }> {
  const { chat: made } = await chat.createGroup({ title: 'Group', memberIds }, by(owner));
  return { id: made?.id ?? '', owner };
}

/** What a consumer knows of a group from its durable events alone. */
interface Projection {
  title: string | undefined;
  readonly roles: Map<string, string>;
}

function project(events: readonly OutboxEntry[]): Projection {
  const known: Projection = { title: undefined, roles: new Map() };
  for (const { event } of events) {
    const content = JSON.parse(event.content) as SystemContent;
    if (content.title !== undefined) known.title = content.title;
    for (const userId of event.userIds) {
      if (event.type === 'chat.created') known.roles.set(userId, userId === event.by ? 'owner' : 'member');
      if (event.type === 'group.member.added') known.roles.set(userId, 'member');
      if (event.type === 'group.member.removed') known.roles.delete(userId);
      if (event.type === 'group.member.role') {
        // There is one owner: whoever was it hands over.
        if (content.role === 'owner') for (const [id, role] of known.roles) if (role === 'owner') known.roles.set(id, 'admin');
        known.roles.set(userId, content.role ?? '');
      }
    }
  }
  return known;
}

describe('events (B1)', () => {
  test('applying them, told directly or read from the outbox, is the same as fetching afresh', async () => {
    const people = Array.from({ length: 5 }, person);
    const someone = fc.constantFrom(...people);
    const command = fc.oneof(
      fc.tuple(someone, someone).map(
        ([actor, userId]) =>
          (id: string) =>
            chat.addMembers({ chatId: id, userIds: [userId] }, by(actor)),
      ),
      fc.tuple(someone, someone).map(
        ([actor, userId]) =>
          (id: string) =>
            chat.removeMember({ chatId: id, userId }, by(actor)),
      ),
      fc.tuple(someone, someone, fc.constantFrom('owner', 'admin', 'member')).map(
        ([actor, userId, role]) =>
          (id: string) =>
            chat.changeRole({ chatId: id, userId, role }, by(actor)),
      ),
      fc.tuple(someone, fc.constantFrom('One', 'Two')).map(
        ([actor, title]) =>
          (id: string) =>
            chat.updateChat({ chatId: id, title }, by(actor)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 5, maxLength: 25, size: 'max' }),
        fc.boolean(),
        async (commands, atOnce) => {
          const { id } = await makeGroup(people.slice(1, 3), people[0]);
          const told = bed.applied.length;
          if (atOnce) await Promise.all(commands.map((run) => codeOf(run(id))));
          else for (const run of commands) await codeOf(run(id));

          const now = await stateOf(bed, id);
          const events = await outboxOf(bed, id);
          expect(events.map(({ version }) => version)).toEqual(Array.from({ length: now.version }, (_, i) => i + 1));
          const projection = project(events);
          expect(projection.title).toBe(now.title);
          expect(projection.roles).toEqual(new Map(now.members.map(({ userId, role }) => [userId, role])));
          // The message service keeps the newest state that it was told, in whatever order.
          const newest = bed.applied
            .slice(told)
            .reduce(
              (best, { state }) => ((state?.version ?? 0) > (best?.version ?? 0) ? state : best),
              bed.applied[told - 1]?.state,
            );
          const sorted = (state: typeof newest) => ({
            ...state,
            members: [...(state?.members ?? [])].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
          });
          expect(sorted(newest)).toEqual(sorted(now));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('are written by the transaction of their change', async () => {
    const { id, owner } = await makeGroup([person()]);
    for (const title of ['One', 'Two']) {
      await chat.updateChat({ chatId: id, title }, by(owner));
      const [row] = await bed.db.query<{ same: boolean }>(
        `SELECT c.xmin::text = (o.tx::text::numeric % 4294967296)::text AS "same"
           FROM chat.chats c JOIN chat.outbox o ON o.key = c.id::text WHERE c.id = $1::uuid ORDER BY o.tx DESC LIMIT 1`,
        [id],
      );
      expect(row?.same).toBe(true);
    }
  });

  test('without its event a change does not happen', async () => {
    const { id, owner } = await makeGroup([person()]);
    const told = bed.applied.length;
    await bed.db.query(`ALTER TABLE chat.outbox ADD CONSTRAINT no_updates CHECK (subject <> 'chat.updated') NOT VALID`);
    expect(await codeOf(chat.updateChat({ chatId: id, title: 'New' }, by(owner)))).toBe('internal.error');
    await bed.db.query('ALTER TABLE chat.outbox DROP CONSTRAINT no_updates');
    expect(await stateOf(bed, id)).toMatchObject({ title: 'Group', version: 1 });
    expect(bed.applied).toHaveLength(told);
  });

  test('the message service is told after the commit, before anybody else and before the answer', async () => {
    const { id, owner } = await makeGroup([person()]);
    const order: string[] = [];
    bed.onApplyChat = async () => {
      order.push(`committed ${(await stateOf(bed, id)).version}`);
      // Slower than reading the answer would be.
      for (let i = 0; i < 10; i++) await stateOf(bed, id);
      order.push(`told, ${bed.published.length} published`);
    };
    bed.published.length = 0;
    await chat.updateChat({ chatId: id, title: 'New' }, by(owner));
    order.push('answered');
    expect(order).toEqual(['committed 2', 'told, 0 published', 'answered']);
  });

  test('a change stands when the message service is away: the event will repeat it', async () => {
    const { id, owner } = await makeGroup([person()]);
    bed.messageServiceAway = true;
    const answer = await chat.updateChat({ chatId: id, title: 'New' }, by(owner));
    bed.messageServiceAway = false;
    expect(answer.title).toBe('New');
    expect((await outboxOf(bed, id)).at(-1)).toMatchObject({ subject: 'chat.updated', version: 2 });
    expect(bed.log.at(-1)).toMatchObject({ chatId: id });
  });
});
