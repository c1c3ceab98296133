import { createServer, type Server } from 'node:net';

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Ports of this machine that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, or the same one would be free twice.
  const servers = await Promise.all(Array.from({ length: count }, () => hold(0, '127.0.0.1')));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(release));
  return ports;
}

/** Whether nobody listens on a port now, not even one who would share it. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  try {
    await release(await hold(port, host));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
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

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a listener without a port');
  return address.port;
}

const release = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
