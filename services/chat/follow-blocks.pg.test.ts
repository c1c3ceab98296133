import { afterAll, expect, test } from 'bun:test';
import { testDatabase } from '@parley/testkit/test-database';
import { followBlock } from './follow-blocks.ts';
import { by, createChatBed } from './testing/chat-bed.ts';
import { stateOf } from './testing/questions.ts';

const database = await testDatabase();
afterAll(() => database.close());
const bed = await createChatBed(database);
const { chat, person } = bed;

test('an event of a block brings the chat in line with how things stand now, however late and often it comes', async () => {
  const [a, b] = [person(), person()];
  const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
  const id = made?.id ?? '';
  const event = { payload: { blockerId: a, blockedId: b } };

  bed.blocks.push({ blockerId: a, blockedId: b });
  await followBlock(bed.context, event);
  await followBlock(bed.context, event);
  expect(await stateOf(bed, id)).toMatchObject({ version: 2, blockedBy: [a] });

  bed.blocks.length = 0;
  await followBlock(bed.context, event);
  expect(await stateOf(bed, id)).toMatchObject({ version: 3, blockedBy: [] });
});

test('a block the other way is not mistaken for this one', async () => {
  const [a, b] = [person(), person()];
  const { chat: made } = await chat.createDirectChat({ userId: b }, by(a));
  bed.blocks.push({ blockerId: b, blockedId: a });
  await followBlock(bed.context, { payload: { blockerId: a, blockedId: b } });
  expect(await stateOf(bed, made?.id ?? '')).toMatchObject({ version: 1, blockedBy: [] });
});

test('of two without a chat it changes nothing', async () => {
  const told = bed.applied.length;
  await followBlock(bed.context, { payload: { blockerId: person(), blockedId: person() } });
  expect(bed.applied).toHaveLength(told);
});
