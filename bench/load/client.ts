/**
 * A client that costs as little as a client can: it looks at the first bytes of a frame and counts. The sync engine is not measured here, the
 * server is.
 */
export interface LoadClient {
  /** Sends a text message; resolves nothing, `onAcknowledged` tells. */
  send(chatId: string, text: string): void;
  close(): void;
}

export interface LoadHandlers {
  readonly onAcknowledged: (client: LoadClient) => void;
  /** A message of somebody else came. */
  readonly onDelivered: (client: LoadClient, frame: string) => void;
  readonly onError: (frame: string) => void;
}

const SENT = '{"type":"message.sent"';
const NEW = '{"type":"message.new"';
const READY = '{"type":"ready"';

/** Connects and resolves at `ready`. */
export function connect(baseUrl: string, accessToken: string, handlers: LoadHandlers): Promise<LoadClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`, ['parley.v1', `bearer.${accessToken}`]);
    const client: LoadClient = {
      send(chatId, text) {
        socket.send(
          `{"type":"message.send","chatId":"${chatId}","clientMsgId":"${Bun.randomUUIDv7()}","content":{"type":"text","text":"${text}"}}`,
        );
      },
      close: () => socket.close(),
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (data.startsWith(SENT)) handlers.onAcknowledged(client);
      else if (data.startsWith(NEW)) handlers.onDelivered(client, data);
      else if (data.startsWith(READY)) resolve(client);
      else if (data.startsWith('{"type":"error"') || data.startsWith('{"type":"resync"')) handlers.onError(data);
    };
    socket.onerror = () => reject(new Error('a connection failed'));
    socket.onclose = ({ code, reason }) => reject(new Error(`a connection was closed: ${code} ${reason}`));
  });
}

/** Connects many, some at a time, to the addresses in turn. */
export async function connectAll(
  baseUrls: readonly string[],
  tokens: readonly string[],
  handlersOf: (index: number) => LoadHandlers,
): Promise<LoadClient[]> {
  const clients: LoadClient[] = [];
  for (let from = 0; from < tokens.length; from += 200) {
    const some = tokens.slice(from, from + 200);
    clients.push(
      ...(await Promise.all(
        some.map((token, offset) => connect(baseUrls[(from + offset) % baseUrls.length] ?? '', token, handlersOf(from + offset))),
      )),
    );
  }
  return clients;
}
