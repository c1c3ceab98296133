import type { Transport } from './transport.ts';

/** The platform's own network: `fetch` and `WebSocket`, in browsers, Bun and Node. */
export function platformTransport(): Transport {
  return {
    async request({ method, url, headers, body, timeout }) {
      const response = await fetch(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(timeout),
      });
      const text = await response.text();
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      return { status: response.status, body: parse(text), ...(Number.isFinite(retryAfter) ? { retryAfter } : {}) };
    },
    connect(url, protocols, handlers) {
      const socket = new WebSocket(url, [...protocols]);
      let closed = false;
      socket.addEventListener('open', handlers.open);
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') handlers.message(event.data);
      });
      socket.addEventListener('close', (event) => {
        if (!closed) handlers.close(event.code, event.reason);
        closed = true;
      });
      return {
        send(text) {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: (code) => socket.close(code),
      };
    },
    // Only browsers know; elsewhere one finds out by trying.
    isOnline: () => globalThis.navigator?.onLine !== false,
    onOnlineChange(listener) {
      if (typeof globalThis.addEventListener !== 'function') return () => undefined;
      const up = () => listener(true);
      const down = () => listener(false);
      globalThis.addEventListener('online', up);
      globalThis.addEventListener('offline', down);
      return () => {
        globalThis.removeEventListener('online', up);
        globalThis.removeEventListener('offline', down);
      };
    },
  };
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page instead of an answer; the status says enough.
    return undefined;
  }
}
