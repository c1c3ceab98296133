/** What was acknowledged to a sender: client message id → the number it was given. */
export type Acknowledged = Map<string, { readonly seq: number; readonly messageId: string }>;

interface Pending {
  readonly chatId: string;
  readonly clientMsgId: string;
}

export interface InsistentSender {
  readonly acknowledged: Acknowledged;
  /** Stops making messages and resolves when each one made is acknowledged. */
  finish(): Promise<void>;
}

/** Messages under way at once. */
const WINDOW = 16;
/** Ms between two tries to connect. */
const RETRY_MS = 50;

/**
 * Sends as fast as it is acknowledged, and sends again what was not when the connection broke: the duty of a client in its plainest
 * form, without the SDK, so that one can't hide a fault of the other.
 */
export function startInsistentSender(baseUrl: string, token: string, chats: readonly string[]): InsistentSender {
  const acknowledged: Acknowledged = new Map();
  const pending = new Map<string, Pending>();
  const { promise: done, resolve: allDone } = Promise.withResolvers<void>();
  let finishing = false;
  let made = 0;
  let socket: WebSocket | undefined;

  function fill(): void {
    while (!finishing && pending.size < WINDOW) {
      const message = { chatId: chats[made % chats.length] ?? '', clientMsgId: Bun.randomUUIDv7() };
      made++;
      pending.set(message.clientMsgId, message);
      transmit(message);
    }
    if (finishing && pending.size === 0) {
      socket?.close();
      allDone();
    }
  }

  function transmit({ chatId, clientMsgId }: Pending): void {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ type: 'message.send', chatId, clientMsgId, content: { type: 'text', text: clientMsgId } }));
  }

  function receive(text: string): void {
    const frame = JSON.parse(text) as { type: string; clientMsgId?: string; messageId?: string; seq?: number };
    if (frame.type === 'ready') {
      for (const message of pending.values()) transmit(message);
      fill();
    }
    const message = pending.get(frame.clientMsgId ?? '');
    if (message === undefined) return;
    if (frame.type === 'message.sent') {
      acknowledged.set(message.clientMsgId, { seq: frame.seq ?? 0, messageId: frame.messageId ?? '' });
      pending.delete(message.clientMsgId);
      fill();
    } else if (frame.type === 'error') {
      // Nothing was promised; the same id settles what became of it.
      setTimeout(() => transmit(message), RETRY_MS);
    }
  }

  function connect(): void {
    const opening = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`, ['parley.v1', `bearer.${token}`]);
    socket = opening;
    opening.onmessage = ({ data }: MessageEvent<string>) => receive(data);
    opening.onerror = () => undefined;
    opening.onclose = () => {
      if (!(finishing && pending.size === 0)) setTimeout(connect, RETRY_MS);
    };
  }

  connect();
  return {
    acknowledged,
    async finish() {
      finishing = true;
      fill();
      await done;
    },
  };
}
