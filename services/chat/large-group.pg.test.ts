import { afterAll, expect, test } from 'bun:test';
import { MAX_CONTENT_BYTES, MAX_FRAME_BYTES, MAX_GROUP_MEMBERS } from '@parley/protocol/limits';
import { testDatabase } from '@parley/testkit/test-database';
import { by, createChatBed } from './testing/chat-bed.ts';
import { codeOf, outboxOf, stateOf } from './testing/questions.ts';

const database = await testDatabase();
afterAll(() => database.close());
const bed = await createChatBed(database, MAX_GROUP_MEMBERS);
const { chat, person } = bed;

test('a group fills to 1,024 at once, in frames and contents that fit, and not beyond (C1)', async () => {
  const owner = person();
  const { chat: made } = await chat.createGroup({ title: 'Everybody', memberIds: [] }, by(owner));
  const chatId = made?.id ?? '';
  bed.published.length = 0;
  const userIds = Array.from({ length: MAX_GROUP_MEMBERS - 1 }, person);
  expect(await chat.addMembers({ chatId, userIds }, by(owner))).toMatchObject({ memberCount: 1_024, version: 2 });

  const frames = bed.published.flatMap(({ message }) => (message.kind === 'frame' ? [Buffer.byteLength(message.frame)] : []));
  expect(Math.max(...frames)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  expect(Buffer.byteLength((await outboxOf(bed, chatId))[1]?.event.content ?? '')).toBeLessThanOrEqual(MAX_CONTENT_BYTES);
  expect((await stateOf(bed, chatId)).members).toHaveLength(MAX_GROUP_MEMBERS);
  expect(await codeOf(chat.addMembers({ chatId, userIds: [person()] }, by(owner)))).toBe('chat.group_full');
});
