import type { Parley } from '../parley.ts';
import { createParley } from '../parley.ts';
import { memoryStore } from '../store/memory.ts';
import { createMemoryTables, type MemoryTables } from '../store/memory-tables.ts';
import type { Store } from '../store/store.ts';
import { createPrng } from './prng.ts';
import { createSimNetwork, type SimNetwork } from './sim-network.ts';
import { createSimServer, type SimServer } from './sim-server.ts';
import { makeToken } from './sim-token.ts';
import { createWorld, type World } from './world.ts';

/** A calm world for tests of the SDK: a server without faults, and people on it. */
export interface SimPeople {
  readonly world: World;
  readonly server: SimServer;
  readonly network: SimNetwork;
  /** A signed-in person on a device; the same tables make it the same device. */
  person(
    userId: string,
    options?: { readonly device?: string; readonly tables?: MemoryTables; readonly store?: Store; readonly tabs?: boolean },
  ): Promise<Parley>;
}

export function createSimPeople(): SimPeople {
  const world = createWorld();
  const random = createPrng('people');
  const server = createSimServer(world, random, () => undefined);
  const network = createSimNetwork(world, random, server, () => undefined);
  return {
    world,
    server,
    network,
    async person(userId, { device = userId, tables = createMemoryTables(), store = memoryStore(tables), tabs = false } = {}) {
      const { accessToken, expiresIn } = makeToken(userId, world.now());
      await store.write(async (tx) => {
        await tx.setMeta('owner', userId);
        await tx.setMeta('session', {
          userId,
          sessionId: device,
          accessToken,
          refreshToken: `${userId}|${device}`,
          expiresAt: world.now() + expiresIn * 1000,
          user: { id: userId, displayName: userId },
        });
      });
      const parley = createParley({
        baseUrl: 'http://sim',
        storage: store,
        transport: network.transportOf(device, () => true),
        clock: world.clock(),
        random: createPrng(device),
        tabs,
        onFault: (error) => {
          throw error;
        },
      });
      await parley.start();
      return parley;
    },
  };
}
