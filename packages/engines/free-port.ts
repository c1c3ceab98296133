import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Ports that listeners get: below those that Linux (32768 on) and macOS (49152 on) give to outgoing connections, or one of these could have taken
 * the port by the time that its listener starts, or starts again.
 */
const RANGE = { from: 12_000, to: 32_000 };
/** Ports of the range that are tried before it counts as full. */
const TRIES = 1_000;

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Ports of this machine that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, or the same one would be free twice.
  const held = new Map<number, Server>();
  for (let tries = 0; held.size < count; tries++) {
    if (tries > TRIES + count) throw new Error(`There are no ${count} free ports between ${RANGE.from} and ${RANGE.to}.`);
    const port = randomInt(RANGE.from, RANGE.to);
    const server = held.has(port) ? undefined : await tryToHold(port, '127.0.0.1');
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all([...held.values()].map(release));
  return [...held.keys()];
}

/** Whether nobody listens on a port now, not even one who would share it. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  const server = await tryToHold(port, host);
  if (server !== undefined) await release(server);
  return server !== undefined;
}

/** Undefined where somebody else has the port. */
async function tryToHold(port: number, host: string): Promise<Server | undefined> {
  try {
    return await hold(port, host);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

function hold(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const release = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
