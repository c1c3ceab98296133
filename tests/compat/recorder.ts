import { platformTransport } from '@parley/client/connection/platform-transport';
import type { Socket, Transport } from '@parley/client/connection/transport';

/** What went over the network of a device, in its order. */
export type Exchange =
  | {
      readonly device: string;
      readonly kind: 'rest';
      readonly method: string;
      readonly path: string;
      readonly body?: unknown;
      readonly status: number;
      readonly answer?: unknown;
    }
  | { readonly device: string; readonly kind: 'sent' | 'received'; readonly frame: { readonly type: string } };

export interface Recorder {
  readonly exchanges: readonly Exchange[];
  /** For `liveThroughADay`. */
  transportOf(device: string): { readonly transport: Transport; cut(): void };
}

/** Writes down what goes over the network; `see` is told of each exchange as it happens. */
export function createRecorder(see: (exchange: Exchange) => void = () => undefined): Recorder {
  const exchanges: Exchange[] = [];
  const note = (exchange: Exchange): void => {
    exchanges.push(exchange);
    see(exchange);
  };
  return {
    exchanges,
    transportOf(device) {
      const platform = platformTransport();
      let current: { readonly socket: Socket; readonly broken: () => void } | undefined;
      const transport: Transport = {
        ...platform,
        async request(request) {
          const response = await platform.request(request);
          const { pathname, search } = new URL(request.url);
          note({
            device,
            kind: 'rest',
            method: request.method,
            path: pathname.replace('/api/v1', '') + search,
            ...(request.body === undefined ? {} : { body: JSON.parse(request.body) as unknown }),
            status: response.status,
            ...(response.body === undefined ? {} : { answer: response.body }),
          });
          return response;
        },
        connect(url, protocols, handlers) {
          let over = false;
          const close = (code: number, reason: string): void => {
            if (!over) handlers.close(code, reason);
            over = true;
          };
          const socket = platform.connect(url, protocols, {
            open: handlers.open,
            message(text) {
              if (over) return;
              note({ device, kind: 'received', frame: JSON.parse(text) as { type: string } });
              handlers.message(text);
            },
            close,
          });
          current = { socket, broken: () => close(1006, '') };
          return {
            send(text) {
              note({ device, kind: 'sent', frame: JSON.parse(text) as { type: string } });
              socket.send(text);
            },
            close: (code) => socket.close(code),
          };
        },
      };
      return {
        transport,
        cut() {
          current?.socket.close();
          current?.broken();
        },
      };
    },
  };
}
