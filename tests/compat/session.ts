import type { Parley, ParleyOptions } from '@parley/client/parley';
import type { memoryStore } from '@parley/client/store/memory';
import type { Message } from '@parley/protocol/message';
import { eventually } from '../support/eventually.ts';

/** A build of the SDK: today's, or one that was frozen. */
export interface Sdk {
  createParley(options: ParleyOptions): Parley;
  readonly memoryStore: typeof memoryStore;
}

/** What tells the session from others on the same server. */
export interface Cast {
  /** Makes names and phone numbers its own: six digits. */
  readonly run: string;
  /** The network of a device, by its name; `cut` breaks its connection, as a network does. */
  transportOf(device: string): { readonly transport: NonNullable<ParleyOptions['transport']>; cut(): void };
}

/** What a device holds at the end, and what the server does. */
export interface Ending {
  readonly device: string;
  readonly held: readonly string[];
  readonly stored: readonly string[];
}

interface Device {
  readonly name: string;
  readonly parley: Parley;
  readonly store: ReturnType<typeof memoryStore>;
  cut(): void;
}

/**
 * What people do in a day, through an SDK, against the server at `baseUrl`: sign up both ways, chat, answer, edit, react, delete, forward,
 * search, a group, a connection that breaks, a block. The server echoes codes and doesn't count requests. Answers what each device ends with.
 */
export async function liveThroughADay(sdk: Sdk, baseUrl: string, { run, transportOf }: Cast): Promise<Ending[]> {
  async function device(name: string): Promise<Device> {
    const store = sdk.memoryStore();
    const { transport, cut } = transportOf(name);
    const parley = sdk.createParley({
      baseUrl,
      storage: store,
      transport,
      device: { name: `${name}’s phone`, platform: 'other' },
    });
    await parley.start();
    return { name, parley, store, cut };
  }
  const said = (who: Device, text: string): Promise<Message> =>
    eventually(async () => {
      const chats = await who.store.read((tx) => tx.chats());
      for (const { id } of chats) {
        const found = (await whole(who, id)).find(({ content }) => content.type === 'text' && content.text === text);
        if (found !== undefined) return found;
      }
      return undefined;
    });

  const ada = await device('ada');
  const { challengeId, code } = await ada.parley.auth.requestCode({ phone: `+49176${run}00` });
  await ada.parley.auth.verifyCode({ challengeId, code: code ?? '' });
  const ben = await device('ben');
  const credentials = { password: `a long password ${run}`, device: { name: 'Ben’s laptop', platform: 'desktop' as const } };
  const { userId: benId } = await ben.parley.auth.register({ username: `ben_${run}`, displayName: 'Ben', ...credentials });
  await Promise.all([ada.parley.whenOnline(), ben.parley.whenOnline()]);
  const adaId = ada.parley.userId() ?? '';

  await ada.parley.people.updateMe({ displayName: 'Ada', about: 'Here' });
  await ada.parley.people.search(`ben_${run}`);
  await ada.parley.people.addContact({ userId: benId, name: 'Benny' });
  await ada.parley.people.contacts();
  await ben.parley.people.updatePrivacy({ lastSeen: 'contacts' });
  await ben.parley.people.privacy();

  const direct = await ada.parley.chats.createDirect(benId);
  await ada.parley.messages.send({ chatId: direct.id, content: 'Hello Ben' });
  const hello = await said(ben, 'Hello Ben');
  // Before the answer, which is a sign of having read too.
  await ben.parley.messages.markRead(direct.id, hello.seq);
  await ben.parley.whenDelivered();
  await isRead(ada, hello.id);
  ben.parley.messages.typing(direct.id);
  await ben.parley.messages.send({ chatId: direct.id, content: 'Hello Ada', replyToId: hello.id });
  await ben.parley.messages.react(hello, '👍');
  const answer = await said(ada, 'Hello Ada');
  await ben.parley.messages.edit(await said(ben, 'Hello Ada'), 'Hello Ada!');
  await said(ada, 'Hello Ada!');
  await ada.parley.messages.star(answer);
  await ada.parley.whenDelivered();
  await ada.parley.messages.info(hello.id);
  await ada.parley.messages.history(answer.id);
  await ada.parley.messages.get(answer.id);
  await ada.parley.chats.settings(direct.id, { pinned: true });

  const group = await ada.parley.chats.createGroup({ title: 'Two', memberIds: [benId], topic: 'Of all sorts' });
  await ada.parley.chats.setRole(group.id, benId, 'admin');
  await ben.parley.chats.update(group.id, { title: 'The two' });
  await ada.parley.chats.members(group.id);
  await ada.parley.chats.get(group.id);
  await ada.parley.messages.forward([answer], [group.id]);

  // Whoever is away hears of it all when they are back.
  ben.cut();
  for (const text of ['one', 'two', 'three']) await ada.parley.messages.send({ chatId: group.id, content: text });
  await said(ben, 'three');
  await ben.parley.messages.delete(await said(ben, 'one'), 'me');
  await ada.parley.messages.delete(await said(ada, 'two'), 'everyone');
  await Promise.all([ada.parley.whenDelivered(), ben.parley.whenDelivered()]);
  await eventually(async () => ((await ada.parley.messages.search({ query: 'three' })).items.length > 0 ? true : undefined));

  await ben.parley.people.block(adaId);
  await ben.parley.people.blocks();
  await ben.parley.people.unblock(adaId);
  await ada.parley.auth.sessions();

  const endings: Ending[] = [];
  for (const who of [ada, ben]) {
    for (const chatId of [direct.id, group.id]) {
      const stored = await eventually(async () => {
        const { items } = await who.parley.request<{ items: Message[] }>('GET', `/chats/${chatId}/messages?limit=100`);
        const held = (await whole(who, chatId)).map(line);
        const stored = items.map(line);
        if (held.join('\n') !== stored.join('\n'))
          throw new Error(`${who.name} holds\n${held.join('\n')}\nand the server\n${stored.join('\n')}`);
        return items;
      });
      endings.push({ device: who.name, held: (await whole(who, chatId)).map(line), stored: stored.map(line) });
    }
    if (who === ben) await ben.parley.chats.leave(group.id);
    await who.parley.auth.logout();
    await who.parley.stop();
  }
  return endings;
}

/** Resolves when somebody has read a message, as its sender is told. */
async function isRead({ parley }: Device, messageId: string): Promise<void> {
  await eventually(async () =>
    (await parley.messages.info(messageId)).some(({ readAt }) => readAt !== undefined) ? true : undefined,
  );
}

async function whole({ store }: Device, chatId: string): Promise<Message[]> {
  const records = await store.read((tx) =>
    tx.messages(chatId, { from: 1, to: Number.MAX_SAFE_INTEGER, limit: 1000, nearest: 'from' }),
  );
  return records.map(({ message }) => message);
}

/** A message as a line that two sides can be compared by. */
const line = ({ seq, senderId, content }: Message): string =>
  `${seq} ${senderId} ${content.type === 'text' ? content.text : content.type}`;
