import { clientMsgIdOf, messageName, type RunTag } from '../history/message-name.ts';
import type { Ledger } from './ledger.ts';

/** A chat as the harness and the server name it. */
export interface ChatName {
  readonly chat: number;
  readonly id: string;
}

export interface SocketDeviceOptions {
  readonly url: string;
  readonly token: string;
  readonly tag: RunTag;
  readonly person: number;
  readonly chats: readonly ChatName[];
  readonly ledger: Ledger;
}

/**
 * A person's device without the SDK, so that one can't hide a fault of the other: it does what the protocol says is a client's duty in the
 * plainest way. It sends each message again, under the same id, until it is acknowledged or refused for good; it comes back by itself;
 * what it misses it asks for.
 */
export interface SocketDevice {
  /** Makes a message and sends it as soon as it can. */
  offer(chat: ChatName): void;
  /** Resolves at the first `ready`. */
  readonly connected: Promise<void>;
  close(): void;
}

interface Offered {
  readonly m: string;
  readonly clientMsgId: string;
  readonly chat: ChatName;
  /** `performance.now()` of the last try; undefined while it waits for its turn. */
  triedAt: number | undefined;
}

/** Messages under way at once on a socket. */
const WINDOW = 32;
/** Ms after which something unanswered is sent again. */
const AGAIN = 5_000;
/** Ms of silence, with something unanswered or a connection half made, after which a socket is taken for dead. */
const DEAF = 6_000;
/** Ms between two tries to connect, or to fetch. */
const RETRY = { least: 50, most: 250 };
/** Ms that missing numbers have to come by themselves; the protocol's figure. */
const GAP_WAIT = 300;
const FETCH_PATIENCE = 5_000;

export function openSocketDevice(options: SocketDeviceOptions): SocketDevice {
  const { url, token, tag, person, ledger } = options;
  const chatsById = new Map(options.chats.map((chat) => [chat.id, chat]));
  const heads = new Map(options.chats.map(({ id }) => [id, 0]));
  const early = new Map<string, Set<number>>();
  const offered = new Map<string, Offered>();
  const waiting: Offered[] = [];
  const fetching = new Set<string>();
  const { promise: connected, resolve: tellConnected } = Promise.withResolvers<void>();
  let underWay = 0;
  let made = 0;
  let closed = false;
  let ready = false;
  let socket: WebSocket | undefined;
  let heardAt = performance.now();

  ledger.write({
    k: 'device',
    at: Date.now(),
    device: person,
    person,
    kind: 'socket',
    from: Object.fromEntries(options.chats.map(({ chat }) => [chat, 0])),
  });

  const pause = (): number => RETRY.least + Math.random() * (RETRY.most - RETRY.least);

  function transmit(message: Offered): void {
    message.triedAt = performance.now();
    const { clientMsgId, chat, m } = message;
    socket?.send(JSON.stringify({ type: 'message.send', chatId: chat.id, clientMsgId, content: { type: 'text', text: m } }));
  }

  function fill(): void {
    while (ready && underWay < WINDOW) {
      const message = waiting.shift();
      if (message === undefined) return;
      underWay++;
      transmit(message);
    }
  }

  function settle(message: Offered): void {
    offered.delete(message.clientMsgId);
    underWay--;
    fill();
  }

  /** Takes note of a number that is here; what is missing before it is asked for if it doesn't come. */
  function has(chatId: string, seq: number): void {
    const head = heads.get(chatId) ?? 0;
    if (seq <= head) return;
    const ahead = early.get(chatId) ?? new Set();
    early.set(chatId, ahead.add(seq));
    let next = head;
    while (ahead.delete(next + 1)) next++;
    heads.set(chatId, next);
    if (ahead.size > 0 && !fetching.has(chatId))
      setTimeout(() => ((early.get(chatId)?.size ?? 0) > 0 ? fetchNewer(chatId) : undefined), GAP_WAIT);
  }

  function got(chatId: string, seq: number, clientMsgId: string, how: 'live' | 'fetched'): void {
    const chat = chatsById.get(chatId);
    if (chat === undefined) return;
    ledger.write({ k: 'got', at: Date.now(), device: person, chat: chat.chat, seq, m: messageName(tag, clientMsgId), how });
    has(chatId, seq);
  }

  function fetchNewer(chatId: string): void {
    if (fetching.has(chatId)) return;
    fetching.add(chatId);
    fetchPages(chatId).then(
      () => fetching.delete(chatId),
      () => {
        fetching.delete(chatId);
        if (!closed) setTimeout(() => fetchNewer(chatId), pause());
      },
    );
  }

  async function fetchPages(chatId: string): Promise<void> {
    for (let more = true; more && !closed; ) {
      const response = await fetch(`${url}/api/v1/chats/${chatId}/messages?after=${heads.get(chatId) ?? 0}&limit=200`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(FETCH_PATIENCE),
      });
      // Somebody who was taken out of the chat has nothing to fetch.
      if (response.status === 404 || response.status === 403) return;
      if (!response.ok) throw new Error(`the history answered ${response.status}`);
      const page = (await response.json()) as { items: { seq: number; clientMsgId: string }[]; hasMoreAfter: boolean };
      for (const { seq, clientMsgId } of page.items) got(chatId, seq, clientMsgId, 'fetched');
      more = page.hasMoreAfter && page.items.length > 0;
    }
  }

  function receive(text: string): void {
    heardAt = performance.now();
    const frame = JSON.parse(text) as Frame;
    if (frame.type === 'message.new') {
      const { chatId, seq, clientMsgId } = frame.message;
      got(chatId, seq, clientMsgId, 'live');
    } else if (frame.type === 'message.sent') {
      const message = offered.get(frame.clientMsgId);
      // A second acknowledgement of the same is written down too: it must say the same.
      const chat = chatsById.get(frame.chatId);
      if (chat === undefined) return;
      ledger.write({
        k: 'ack',
        at: Date.now(),
        m: messageName(tag, frame.clientMsgId),
        device: person,
        chat: chat.chat,
        seq: frame.seq,
      });
      has(frame.chatId, frame.seq);
      if (message !== undefined) settle(message);
    } else if (frame.type === 'ready') {
      ready = true;
      tellConnected();
      for (const message of offered.values()) if (message.triedAt !== undefined) transmit(message);
      fill();
      for (const id of chatsById.keys()) fetchNewer(id);
    } else if (frame.type === 'resync') {
      for (const id of chatsById.keys()) fetchNewer(id);
    } else if (frame.type === 'error') {
      const message = offered.get(frame.clientMsgId ?? '');
      if (message === undefined) return;
      if (frame.retryable) {
        setTimeout(
          () => (ready && offered.has(message.clientMsgId) ? transmit(message) : undefined),
          (frame.retryAfter ?? 0) * 1000 + pause(),
        );
        return;
      }
      ledger.write({ k: 'refusal', at: Date.now(), m: message.m, code: frame.code });
      settle(message);
    }
  }

  function connect(): void {
    if (closed) return;
    ready = false;
    heardAt = performance.now();
    const opening = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['parley.v1', `bearer.${token}`]);
    socket = opening;
    opening.onmessage = ({ data }: MessageEvent<string>) => (socket === opening ? receive(data) : undefined);
    opening.onerror = () => undefined;
    opening.onclose = () => {
      if (socket === opening) lose();
    };
  }

  function lose(): void {
    ready = false;
    const dead = socket;
    socket = undefined;
    dead?.close();
    if (!closed) setTimeout(connect, pause());
  }

  const watch = setInterval(() => {
    const now = performance.now();
    if (socket !== undefined && (!ready || underWay > 0) && now - heardAt > DEAF) {
      lose();
      return;
    }
    if (!ready) return;
    for (const message of offered.values()) if (message.triedAt !== undefined && now - message.triedAt > AGAIN) transmit(message);
  }, 1_000);

  connect();
  return {
    connected,
    offer(chat) {
      const n = made++;
      const message: Offered = { m: `${person}.${n}`, clientMsgId: clientMsgIdOf(tag, person, n), chat, triedAt: undefined };
      ledger.write({ k: 'offer', at: Date.now(), m: message.m, chat: chat.chat });
      offered.set(message.clientMsgId, message);
      waiting.push(message);
      fill();
    },
    close() {
      closed = true;
      clearInterval(watch);
      lose();
    },
  };
}

type Frame =
  | {
      readonly type: 'message.new';
      readonly message: { readonly chatId: string; readonly seq: number; readonly clientMsgId: string };
    }
  | { readonly type: 'message.sent'; readonly clientMsgId: string; readonly chatId: string; readonly seq: number }
  | {
      readonly type: 'error';
      readonly code: string;
      readonly retryable: boolean;
      readonly retryAfter?: number;
      readonly clientMsgId?: string;
    }
  | { readonly type: 'ready' | 'resync' };
