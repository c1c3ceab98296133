import { platformTransport } from '@parley/client/connection/platform-transport';
import type { Transport } from '@parley/client/connection/transport';
import { decodeServerFrame } from '@parley/protocol/client-codec';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';

/** A device's network that one can listen in on, and break. */
export interface TappedTransport {
  readonly transport: Transport;
  /** Calls `listener` with each frame as it comes from the server, before the SDK makes anything of it. The returned function ends it. */
  onFrame(listener: (frame: ServerFrame) => void): () => void;
  /** Closes the live socket, if there is one, as a network that is lost does. The SDK opens another. */
  drop(): void;
}

/**
 * Taps the platform's network: the SDK fills what the live path leaves out, so whoever wants to know what the live path did must look
 * below it.
 */
export function tappedTransport(base: Transport = platformTransport()): TappedTransport {
  const listeners = new Set<(frame: ServerFrame) => void>();
  let drop = (): void => undefined;
  return {
    transport: {
      ...base,
      connect(url, protocols, handlers) {
        const socket = base.connect(url, protocols, {
          ...handlers,
          message(text) {
            const frame = decodeServerFrame(text);
            if (frame !== undefined) for (const listener of [...listeners]) listener(frame);
            handlers.message(text);
          },
        });
        drop = () => socket.close();
        return socket;
      },
    },
    onFrame(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    drop: () => drop(),
  };
}
