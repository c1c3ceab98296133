/** What a proxy does to what passes through it. Both are told the text as the server sent it. */
export interface Meddling {
  /** Answers the frame that the client gets; undefined swallows it. */
  readonly frame?: (text: string) => string | undefined;
  /** Answers the body that the client gets. */
  readonly body?: (path: string, text: string) => string;
}

export interface MeddlingProxy {
  readonly url: string;
  close(): Promise<void>;
}

interface Passing {
  readonly path: string;
  readonly protocols: string[];
  upstream?: WebSocket;
  readonly waiting: string[];
}

/** A server that lies: passes everything on to `target`, REST and `/ws`, but for what `meddling` makes of it. */
export function meddlingProxy(target: string, meddling: Meddling): MeddlingProxy {
  const server = Bun.serve<Passing, never>({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request, self) {
      const { pathname, search } = new URL(request.url);
      if (pathname === '/ws') {
        const protocols = (request.headers.get('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim());
        const upgraded = self.upgrade(request, {
          data: { path: pathname, protocols, waiting: [] },
          headers: { 'sec-websocket-protocol': protocols[0] ?? '' },
        });
        return upgraded ? undefined : new Response('no upgrade', { status: 400 });
      }
      const headers = new Headers(request.headers);
      for (const name of ['host', 'accept-encoding', 'connection']) headers.delete(name);
      const body = request.method === 'GET' ? undefined : await request.arrayBuffer();
      const answer = await fetch(`${target}${pathname}${search}`, { method: request.method, headers, ...(body ? { body } : {}) });
      const text = await answer.text();
      const kept = new Headers({ 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      return new Response(answer.status === 204 ? null : (meddling.body?.(pathname, text) ?? text), {
        status: answer.status,
        headers: kept,
      });
    },
    websocket: {
      open(socket) {
        const { protocols, waiting, path } = socket.data;
        const upstream = new WebSocket(`${target.replace('http', 'ws')}${path}`, protocols);
        socket.data.upstream = upstream;
        upstream.onopen = () => {
          for (const text of waiting) upstream.send(text);
        };
        upstream.onmessage = ({ data }: MessageEvent<string>) => {
          const text = meddling.frame === undefined ? data : meddling.frame(data);
          if (text !== undefined) socket.send(text);
        };
        upstream.onclose = ({ code, reason }) => socket.close(code === 1005 || code === 1006 ? 1011 : code, reason);
        upstream.onerror = () => undefined;
      },
      message(socket, data) {
        const text = typeof data === 'string' ? data : data.toString();
        const { upstream, waiting } = socket.data;
        if (upstream?.readyState === WebSocket.OPEN) upstream.send(text);
        else waiting.push(text);
      },
      close: ({ data }) => data.upstream?.close(),
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) };
}
