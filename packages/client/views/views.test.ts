import { expect, test } from 'bun:test';
import type { Parley } from '../parley.ts';
import { createSimPeople } from '../sim/sim-people.ts';
import { createMemoryTables } from '../store/memory-tables.ts';
import type { MessageItem } from './message-item.ts';
import type { View } from './view.ts';

/** Listens, so that the view works, and counts. */
function watch<T>(view: View<T>): { readonly now: () => T; readonly told: () => number } {
  let told = 0;
  view.subscribe(() => void told++);
  return { now: view.snapshot, told: () => told };
}

async function twoPeople() {
  const people = createSimPeople();
  const chat = people.server.createChat('direct', ['ada', 'bob']);
  const tables = createMemoryTables();
  const ada = await people.person('ada', { tables });
  const bob = await people.person('bob');
  await people.world.pass(2000);
  return { ...people, chatId: chat.id, ada, bob, tables };
}

const texts = (parley: Parley, chatId: string) =>
  parley.views
    .conversation(chatId)
    .snapshot()
    .messages.map(({ content }) => (content.type === 'text' ? content.text : content.type));

test('C6: a message is pending, sent, delivered, read, and one row all the way', async () => {
  const { world, ada, bob, chatId } = await twoPeople();
  const view = watch(ada.views.conversation(chatId));
  await world.pass(10);
  await ada.messages.send({ chatId, content: 'hello' });
  const seen: (string | undefined)[] = [];
  const keys = new Set<string>();
  const note = () => {
    const [message, ...more] = view.now().messages;
    expect(more).toEqual([]);
    if (message === undefined) return;
    keys.add(message.key);
    if (seen.at(-1) !== message.status) seen.push(message.status);
  };
  for (let step = 0; step < 400; step++) {
    await world.pass(2);
    note();
    if (step === 300) await bob.messages.markRead(chatId);
  }
  await world.pass(1000);
  note();
  expect(seen).toEqual(['pending', 'sent', 'delivered', 'read']);
  expect(keys.size).toBe(1);
});

test('snapshots stay the same object while nothing changes, and rows that did not change are kept', async () => {
  const { world, ada, bob, chatId } = await twoPeople();
  const view = watch(ada.views.conversation(chatId));
  await bob.messages.send({ chatId, content: 'one' });
  await world.pass(1000);
  const before = view.now();
  await world.pass(20_000);
  expect(view.now()).toBe(before);
  await bob.messages.send({ chatId, content: 'two' });
  await world.pass(1000);
  expect(view.now()).not.toBe(before);
  expect(before.messages.length).toBe(1);
  expect(Object.is(view.now().messages[0], before.messages[0])).toBe(true);
});

test('C10: the list counts what is unread, shows the last message and puts the latest chat first', async () => {
  const { world, server, ada, bob, chatId } = await twoPeople();
  const group = server.createChat('group', ['ada', 'bob']);
  const list = watch(ada.views.chatList());
  await world.pass(1000);
  await bob.messages.send({ chatId: group.id, content: 'in the group' });
  await world.pass(500);
  await bob.messages.send({ chatId, content: 'a' });
  await bob.messages.send({ chatId, content: 'b' });
  await world.pass(1000);
  expect(list.now().chats.map(({ id, unread }) => [id, unread])).toEqual([
    [chatId, 2],
    [group.id, 1],
  ]);
  expect(list.now().unread).toBe(3);
  expect(list.now().chats[0]?.lastMessage?.content).toEqual({ type: 'text', text: 'b' });
  await ada.messages.markRead(chatId);
  await ada.chats.settings(group.id, { pinned: true });
  await world.pass(1);
  expect(list.now().chats.map(({ id, unread }) => [id, unread])).toEqual([
    [group.id, 1],
    [chatId, 0],
  ]);
});

test('U1: everything is there after a restart without a network, and what is written then goes out later', async () => {
  const { world, network, server, ada, bob, chatId, tables, person } = await twoPeople();
  await bob.messages.send({ chatId, content: 'before' });
  await world.pass(1000);
  await ada.stop();
  network.serverDown();
  const again = await person('ada', { tables });
  const view = watch(again.views.conversation(chatId));
  const connection = watch(again.views.connection());
  await again.messages.send({ chatId, content: 'first' });
  await again.messages.send({ chatId, content: 'second' });
  await world.pass(5000);
  expect(connection.now().state).not.toBe('online');
  expect(texts(again, chatId)).toEqual(['before', 'first', 'second']);
  expect(view.now().messages.map(({ status }) => status)).toEqual([undefined, 'pending', 'pending']);
  network.serverUp();
  await world.pass(60_000);
  expect(texts(again, chatId)).toEqual(['before', 'first', 'second']);
  expect(server.chats.get(chatId)?.messages.map(({ base }) => base.seq)).toEqual([1, 2, 3]);
  expect(view.now().messages.every(({ status }) => status !== 'pending')).toBe(true);
});

test('edits, reactions, stars and deletions show at once and stay', async () => {
  const { world, network, ada, bob, chatId } = await twoPeople();
  const view = watch(ada.views.conversation(chatId));
  await ada.messages.send({ chatId, content: 'typo' });
  await bob.messages.send({ chatId, content: 'nice' });
  await bob.messages.send({ chatId, content: 'go away' });
  await world.pass(1000);
  network.serverDown();
  const find = (text: string): MessageItem => {
    const found = view.now().messages.find(({ content }) => content.type === 'text' && content.text === text);
    if (found === undefined) throw new Error(`${text} is not shown`);
    return found;
  };
  const [typo, nice, away] = [find('typo'), find('nice'), find('go away')];
  await ada.messages.edit(typo, 'fixed');
  await ada.messages.react(nice, '🎉');
  await ada.messages.star(nice);
  await ada.messages.delete(away, 'me');
  const shown = () =>
    view
      .now()
      .messages.map(({ content, reactions, starred }) => [
        content.type === 'text' ? content.text : '',
        reactions.map(({ emoji, count, mine }) => `${emoji}${count}${mine}`).join(),
        starred,
      ])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const meant = [
    ['fixed', '', false],
    ['nice', '🎉1true', true],
  ];
  await world.pass(1);
  expect(shown()).toEqual(meant);
  expect(view.now().messages.every(({ syncing }) => syncing)).toBe(true);
  network.serverUp();
  await world.pass(60_000);
  expect(shown()).toEqual(meant);
  expect(view.now().messages.some(({ syncing }) => syncing)).toBe(false);
});

test('a refused message stays, says why, and can be sent again or taken back', async () => {
  const { world, server, ada } = await twoPeople();
  const group = server.createChat('group', ['ada', 'bob', 'cy']);
  await world.pass(1000);
  const outbox = watch(ada.views.outbox());
  const refused: string[] = [];
  ada.on('refused', ({ refusal }) => refused.push(refusal.code));
  // The server's answer comes before the news of the removal.
  group.members.delete('ada');
  const { clientMsgId } = await ada.messages.send({ chatId: group.id, content: 'still here?' });
  await world.pass(1000);
  expect(refused).toEqual(['chat.not_a_member']);
  expect(outbox.now().failed).toMatchObject([{ id: clientMsgId, chatId: group.id, refusal: { code: 'chat.not_a_member' } }]);
  group.members.set('ada', { joinedSeq: 0, readSeq: 0, deliveredSeq: 0, pinned: false });
  await ada.messages.retry(clientMsgId);
  await world.pass(1000);
  expect(outbox.now()).toEqual({ pending: 0, failed: [] });
  expect(group.messages.map(({ base }) => base.clientMsgId)).toEqual([clientMsgId]);
});

test('a message that is not given to the network yet can be changed and taken back without a trace', async () => {
  const { world, network, server, ada, chatId } = await twoPeople();
  const view = watch(ada.views.conversation(chatId));
  network.serverDown();
  await world.pass(1000);
  await ada.messages.send({ chatId, content: 'one' });
  const { clientMsgId } = await ada.messages.send({ chatId, content: 'two' });
  await ada.messages.edit({ chatId, clientMsgId, senderId: 'ada' }, 'two, better');
  await world.pass(1);
  expect(texts(ada, chatId)).toEqual(['one', 'two, better']);
  expect(await ada.messages.discard(view.now().messages[0]?.clientMsgId ?? '')).toBe(true);
  network.serverUp();
  await world.pass(60_000);
  expect(server.chats.get(chatId)?.messages.map(({ base }) => base.content)).toEqual([{ type: 'text', text: 'two, better' }]);
});

test('older messages come a page at a time, from here and then from the server; a jump leads to the past and back', async () => {
  const { world, bob, chatId, person } = await twoPeople();
  for (let number = 1; number <= 40; number++) await bob.messages.send({ chatId, content: `${number}` });
  await world.pass(10_000);
  const late = await person('ada', { device: 'ada-late' });
  await world.pass(2000);
  const conversation = late.views.conversation(chatId);
  const view = watch(conversation);
  await world.pass(1000);
  expect(view.now().messages.at(-1)?.seq).toBe(40);
  expect(view.now().hasOlder).toBe(true);
  for (let page = 0; page < 20 && view.now().hasOlder; page++) {
    const loaded = conversation.loadOlder();
    await world.pass(500);
    await loaded;
  }
  expect(view.now().messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  await conversation.jumpTo(5);
  expect(view.now().messages.some(({ seq }) => seq === 5)).toBe(true);
  conversation.jumpToLatest();
  await world.pass(1);
  expect(view.now().messages.at(-1)?.seq).toBe(40);
  expect(view.now().hasNewer).toBe(false);
});
