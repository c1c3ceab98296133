import type { Message } from '@parley/protocol/message';
import type { Transport } from '../connection/transport.ts';
import { createParley, type Parley } from '../parley.ts';
import { memoryStore } from '../store/memory.ts';
import { createMemoryTables, type MemoryTables } from '../store/memory-tables.ts';
import type { Store } from '../store/store.ts';
import type { Place } from '../sync/place.ts';
import type { Prng } from './prng.ts';
import { makeToken } from './sim-token.ts';
import type { World } from './world.ts';

/** A device that runs the real engine, on a store that outlives its crashes. */
export interface SimDevice {
  readonly name: string;
  readonly userId: string;
  readonly tables: MemoryTables;
  /** Undefined while it is down. */
  parley(): Parley | undefined;
  boot(): void;
  /** The process dies on the spot. */
  crash(): void;
  jumpClock(ms: number): void;
  /** Messages that listeners were told of, over all its lives. */
  readonly told: Message[];
  /** Errors that no caller could get. */
  readonly faults: unknown[];
  /** Type of the live frame that came last. */
  lastFrame: string;
}

export interface SimDeviceContext {
  readonly name: string;
  readonly userId: string;
  readonly world: World;
  readonly random: Prng;
  readonly transport: (alive: () => boolean) => Transport;
  /** Asked at each write of the store: whether the process dies before it, after it, or not at all. */
  readonly fate: () => 'before' | 'after' | undefined;
  readonly onCrash: (device: SimDevice) => void;
  readonly place?: Place | undefined;
}

export function createSimDevice(context: SimDeviceContext): SimDevice {
  const { name, userId, world, random } = context;
  const tables = createMemoryTables();
  const now = world.now();
  const { accessToken, expiresIn } = makeToken(userId, now);
  tables.meta.set('owner', userId);
  tables.meta.set('session', {
    userId,
    sessionId: name,
    accessToken,
    refreshToken: `${userId}|${name}|0`,
    expiresAt: now + expiresIn * 1000,
    user: { id: userId, displayName: userId },
  });
  const clock = world.clock();
  let life = 0;
  let parley: Parley | undefined;

  const device: SimDevice = {
    name,
    userId,
    tables,
    told: [],
    faults: [],
    lastFrame: '',
    parley: () => parley,
    jumpClock: clock.jump,
    boot() {
      const mine = ++life;
      const alive = () => life === mine;
      const transport = context.transport(alive);
      parley = createParley({
        baseUrl: 'http://sim',
        storage: mortalStore(memoryStore(tables), alive, context.fate, device.crash),
        transport: {
          ...transport,
          connect: (url, protocols, handlers) =>
            transport.connect(url, protocols, {
              ...handlers,
              message(text) {
                device.lastFrame = /"type":"([^"]+)"/.exec(text)?.[1] ?? '';
                handlers.message(text);
              },
            }),
        },
        clock: { now: clock.now, schedule: (delay, task) => clock.schedule(delay, () => (alive() ? task() : undefined)) },
        random: random.fork(`life ${mine}`),
        tabs: false,
        onFault: (error) => device.faults.push(error),
        ...(context.place === undefined ? {} : { place: context.place }),
      });
      parley.on('message', ({ message }) => device.told.push(message));
      parley.start().catch((error: unknown) => device.faults.push(error));
    },
    crash() {
      life++;
      parley = undefined;
      context.onCrash(device);
    },
  };
  return device;
}

/** The store of a process that may die at a write. A dead process hears nothing more. */
function mortalStore(store: Store, alive: () => boolean, fate: () => 'before' | 'after' | undefined, die: () => void): Store {
  const never = new Promise<never>(() => undefined);
  return {
    ...store,
    read: async (task) => {
      const result = alive() ? await store.read(task) : await never;
      return alive() ? result : await never;
    },
    async write(task) {
      if (!alive()) return await never;
      const end = fate();
      if (end === 'before') {
        die();
        return await never;
      }
      const result = await store.write(task);
      if (end === 'after' && alive()) die();
      return alive() ? result : await never;
    },
    onChange: (listener) => store.onChange((change) => (alive() ? listener(change) : undefined)),
  };
}
