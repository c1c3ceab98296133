import { ParleyError } from '@parley/client/api/error';
import { createParley, type Parley } from '@parley/client/parley';
import { memoryStore } from '@parley/client/store/memory';
import type { Store } from '@parley/client/store/store';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { CanaryAccount } from './accounts.ts';
import type { Deadline } from './deadline.ts';
import { tappedTransport } from './tapped-transport.ts';

/** A device of one of the canary's people: the SDK, and an ear on its socket. */
export interface Device {
  readonly parley: Parley;
  readonly store: Store;
  readonly userId: string;
  /** Begins to listen; answers how to wait for a frame that came since, or comes. */
  listen(): Listening;
  /** Loses the live socket and waits until the SDK has another and has synced. */
  reconnect(deadline: Deadline): Promise<void>;
  /** Ends the session on the server too. */
  signOut(): Promise<void>;
  stop(): Promise<void>;
}

export interface Listening {
  /** Resolves with the first frame that `matches`; rejects when the deadline passes first, saying that no `what` came. */
  next<T extends ServerFrame>(what: string, matches: (frame: ServerFrame) => frame is T, deadline: Deadline): Promise<T>;
  /** All frames so far. */
  readonly frames: readonly ServerFrame[];
  end(): void;
}

/** How to get in: with an account that there is, or one to be made. */
export type Entry = 'sign in' | 'register';

/** Opens a device and resolves when it has synced. Rejects with `ParleyError` 401 where the account doesn't exist. */
export async function openDevice(baseUrl: string, account: CanaryAccount, entry: Entry, deadline: Deadline): Promise<Device> {
  const store = memoryStore();
  const tap = tappedTransport();
  let fault: Error | undefined;
  const parley = createParley({
    ...{ baseUrl, storage: store, transport: tap.transport, tabs: false },
    device: { name: 'canary', platform: 'bot' },
    onFault: (error) => {
      fault ??= error instanceof Error ? error : new Error(String(error));
    },
  });
  try {
    await deadline.limit('start of the SDK', parley.start());
    const { username, password } = account;
    await deadline.limit(
      entry,
      entry === 'register'
        ? parley.auth.register({ username, password, displayName: 'Canary' })
        : parley.auth.login({ login: username, password }),
    );
    await deadline.limit('first sync', parley.whenOnline());
  } catch (error) {
    await parley.stop();
    throw error;
  }

  return {
    parley,
    store,
    userId: parley.userId() ?? '',
    listen() {
      const frames: ServerFrame[] = [];
      const looks = new Set<() => void>();
      const end = tap.onFrame((frame) => {
        frames.push(frame);
        for (const look of [...looks]) look();
      });
      return {
        frames,
        end,
        async next<T extends ServerFrame>(what: string, matches: (frame: ServerFrame) => frame is T, within: Deadline) {
          const { promise, resolve } = Promise.withResolvers<T>();
          const look = (): void => {
            const found = frames.find(matches);
            if (found !== undefined) resolve(found);
          };
          looks.add(look);
          look();
          try {
            return await within.limit(what, promise);
          } finally {
            looks.delete(look);
          }
        },
      };
    },
    async reconnect(within) {
      const lost = Promise.withResolvers<void>();
      const stop = parley.on('connection', ({ state }) => (state === 'online' ? undefined : lost.resolve()));
      tap.drop();
      await within.limit('end of the socket', lost.promise);
      stop();
      parley.reconnect();
      await within.limit('sync after the reconnection', parley.whenOnline());
      if (fault !== undefined) throw fault;
    },
    async signOut() {
      try {
        await parley.auth.logout();
      } catch (error) {
        // A server that is away keeps a session that ends by itself.
        if (!(error instanceof ParleyError)) throw error;
      }
    },
    stop: () => parley.stop(),
  };
}
