import type { Clock } from '@parley/kernel/clock';

/** Ms within which a node that lives has taken a socket. */
const CONNECT_TIMEOUT_MS = 2_000;

/** A socket to a node. The program's types are those of browsers as well, whose sockets know less than Bun's. */
export type NodeSocket = Bun.WebSocket;
type NodeSocketConstructor = new (url: string, options: Bun.WebSocketOptions) => NodeSocket;

/** Opens a socket to a realtime node with the client's subprotocols and headers. Rejects when it isn't taken in time. */
export function connectNode(
  url: string,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<NodeSocket> {
  return new Promise((resolve, reject) => {
    const socket = new (WebSocket as unknown as NodeSocketConstructor)(url, {
      protocols: [...protocols],
      headers,
      perMessageDeflate: false,
    });
    const cancel = clock.schedule(CONNECT_TIMEOUT_MS, () =>
      fail(new Error(`${url} took no socket within ${CONNECT_TIMEOUT_MS} ms`)),
    );
    function fail(error: Error): void {
      cancel();
      socket.onopen = null;
      socket.onclose = null;
      socket.terminate();
      reject(error);
    }
    socket.onerror = () => undefined;
    socket.onclose = () => fail(new Error(`${url} took no socket`));
    socket.onopen = () => {
      cancel();
      resolve(socket);
    };
  });
}
