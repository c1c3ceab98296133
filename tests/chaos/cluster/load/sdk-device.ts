import { createParley, type Parley } from '@parley/client/parley';
import { memoryStore } from '@parley/client/store/memory';
import type { Store } from '@parley/client/store/store';
import type { Message } from '@parley/protocol/message';
import { messageName, type RunTag } from '../history/message-name.ts';
import type { Ledger } from './ledger.ts';
import type { ChatName } from './socket-device.ts';

export interface SdkDeviceOptions {
  readonly url: string;
  readonly phone: string;
  readonly tag: RunTag;
  readonly device: number;
  readonly person: number;
  readonly chats: readonly ChatName[];
  readonly ledger: Ledger;
}

/** Among how many of a chat's newest messages an own one is looked for that has just left the outbox. */
const LOOK_BACK = 2_000;

/** A person's second device, with the SDK: it follows all their chats, and writes and reads now and then. */
export interface SdkDevice {
  /** Writes something, and resolves when the server has acknowledged or refused it. */
  write(chat: ChatName): Promise<void>;
  /** Asks the server something that has no outbox to wait in, as an application does when a screen is opened. */
  ask(chat: ChatName): Promise<void>;
  /** What it has of its chats, written down. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Signs in on a new device and resolves when it has synced. */
export async function openSdkDevice(options: SdkDeviceOptions): Promise<SdkDevice> {
  const { url, phone, tag, device, person, ledger } = options;
  const chatsById = new Map(options.chats.map((chat) => [chat.id, chat.chat]));
  const store = memoryStore();
  let stopping = false;
  const trouble = (what: string, never: boolean): void => {
    if (!stopping) ledger.write({ k: 'trouble', at: Date.now(), device, what, never });
  };
  const parley: Parley = createParley({
    baseUrl: url,
    storage: store,
    tabs: false,
    onFault: (error) => trouble(`fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, true),
  });
  await parley.start();
  const { challengeId, code } = await parley.auth.requestCode({ phone });
  await parley.auth.verifyCode({ challengeId, code: code ?? '' });
  await parley.whenOnline();
  const known = await store.read((tx) => tx.chats());
  ledger.write({
    k: 'device',
    at: Date.now(),
    device,
    person,
    kind: 'sdk',
    from: Object.fromEntries(known.flatMap(({ id, head }) => (chatsById.has(id) ? [[chatsById.get(id) ?? 0, head]] : []))),
  });
  parley.on('message', ({ message: { chatId, seq, clientMsgId } }) => {
    const chat = chatsById.get(chatId);
    if (chat !== undefined)
      ledger.write({ k: 'got', at: Date.now(), device, chat, seq, m: messageName(tag, clientMsgId), how: 'told' });
  });
  parley.on('refused', ({ kind, refusal }) => trouble(`refused ${kind}: ${refusal.code} ${refusal.message}`, true));
  parley.on('auth', ({ state }) => (state === 'signed-out' ? trouble('signed out', true) : undefined));
  parley.on('chat.removed', ({ chatId }) => trouble(`chat ${chatsById.get(chatId) ?? chatId} went away`, true));

  return {
    async write(chat) {
      const at = Date.now();
      const { clientMsgId } = await parley.messages.send({ chatId: chat.id, content: `device ${device}` });
      const m = messageName(tag, clientMsgId);
      ledger.write({ k: 'offer', at, m, chat: chat.chat });
      const seq = await untilSettled(store, chat.id, clientMsgId);
      if (seq === undefined) ledger.write({ k: 'refusal', at: Date.now(), m, code: 'by the SDK' });
      else ledger.write({ k: 'ack', at: Date.now(), m, device, chat: chat.chat, seq });
      await parley.messages.markRead(chat.id);
    },
    async ask(chat) {
      try {
        await parley.chats.get(chat.id);
      } catch (error) {
        trouble(`chats.get: ${error instanceof Error ? error.message : String(error)}`, false);
      }
    },
    async look() {
      for (const { chat, id } of options.chats) {
        const has = await messagesOf(store, id, Number.MAX_SAFE_INTEGER);
        const items = has.map((message) => [message.seq, messageName(tag, message.clientMsgId), message.id] as const);
        ledger.write({ k: 'final', at: Date.now(), chat, person, device, items });
      }
    },
    async stop() {
      stopping = true;
      await parley.stop();
    },
  };
}

/** The last `limit` messages that the store has of a chat, ascending. */
async function messagesOf(store: Store, chatId: string, limit: number): Promise<Message[]> {
  const newest = { from: 1, to: Number.MAX_SAFE_INTEGER, limit, nearest: 'to' } as const;
  return (await store.read((tx) => tx.messages(chatId, newest))).map(({ message }) => message);
}

/** Resolves with the number of a sent message once it has one, undefined when it was refused; the store tells of each change. */
function untilSettled(store: Store, chatId: string, clientMsgId: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const look = async (): Promise<void> => {
      const entry = await store.read((tx) => tx.entry(clientMsgId));
      if (entry?.state === 'queued') return;
      stop();
      if (entry?.state === 'refused') resolve(undefined);
      else if (entry?.accepted !== undefined) resolve(entry.accepted.seq);
      else resolve((await messagesOf(store, chatId, LOOK_BACK)).find((message) => message.clientMsgId === clientMsgId)?.seq);
    };
    const stop = store.onChange((change) => (change.outbox.includes(chatId) ? void look().catch(reject) : undefined));
    look().catch(reject);
  });
}
