import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * How a link is broken. `drop`: connections are reset and new ones refused at once, as by a firewall that says so. `black-hole`: bytes of
 * both directions wait and new connections get nowhere, as when a cable is out; when it is back they arrive, as TCP would send them
 * again. `half-open`: the same for what the server says alone. `delay`: each chunk takes longer, in both directions.
 */
export type Cut = 'drop' | 'black-hole' | 'half-open' | 'delay';

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

/** A link of the system that can be cut: a TCP proxy in front of the listening side. */
export interface Cutter {
  /** Where the dialling side connects to. */
  readonly port: number;
  cut(how: Cut): void;
  mend(): void;
  close(): Promise<void>;
}

/** Ms that a chunk is held back under `delay`. */
const DELAY = 150;

/** One direction of a connection: passes on what comes, in order, or holds it. */
interface Pipe {
  hold(): void;
  release(): void;
}

/**
 * Opens a proxy on a free port of this machine that connects each caller to `upstream`: an address, or the path of a unix socket.
 *
 * Why a proxy of our own and not network namespaces: those need root, which a CI job and a developer's machine don't give; and there is
 * no well-kept TCP fault proxy that `npm ci` can bring (toxiproxy is a program in Go, of which npm has the client alone).
 */
export async function openCutter(upstream: Upstream | string, port = 0): Promise<Cutter> {
  const connections = new Set<{ readonly sockets: readonly [Socket, Socket]; readonly up: Pipe; readonly down: Pipe }>();
  let state: Cut | undefined;

  const server: Server = createServer({ noDelay: true, pauseOnConnect: true }, (caller) => {
    if (state === 'drop') {
      caller.resetAndDestroy();
      return;
    }
    const target = typeof upstream === 'string' ? createConnection(upstream) : createConnection({ ...upstream, noDelay: true });
    const delay = (): number => (state === 'delay' ? DELAY : 0);
    const up = pipe(caller, target, delay);
    const down = pipe(target, caller, delay);
    const connection = { sockets: [caller, target] as const, up, down };
    connections.add(connection);
    const end = (): void => {
      connections.delete(connection);
      caller.destroy();
      target.destroy();
    };
    for (const socket of connection.sockets) socket.on('error', end).on('close', end);
    apply(connection);
  });

  function apply({ up, down }: { readonly up: Pipe; readonly down: Pipe }): void {
    if (state === 'black-hole') up.hold();
    else up.release();
    if (state === 'black-hole' || state === 'half-open') down.hold();
    else down.release();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    cut(how) {
      state = how;
      for (const connection of [...connections]) {
        if (how === 'drop') for (const socket of connection.sockets) socket.resetAndDestroy();
        else apply(connection);
      }
    },
    mend() {
      state = undefined;
      for (const connection of connections) apply(connection);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { sockets } of connections) for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Carries what `from` says to `to`, no faster than `to` takes it. Begins held. */
function pipe(from: Socket, to: Socket, delay: () => number): Pipe {
  let isHeld = true;
  /** Chunks that are on their way under a delay; later ones queue behind them. */
  let underWay = 0;
  const pass = (chunk: Buffer | undefined): void => {
    if (to.destroyed) return;
    if (chunk === undefined) to.end();
    else if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => (isHeld ? undefined : from.resume()));
    }
  };
  const take = (chunk: Buffer | undefined): void => {
    const ms = delay();
    if (ms === 0 && underWay === 0) {
      pass(chunk);
      return;
    }
    underWay++;
    setTimeout(
      () => {
        underWay--;
        pass(chunk);
      },
      Math.max(ms, underWay > 1 ? DELAY : 0),
    );
  };
  from.on('data', take).on('end', () => take(undefined));
  from.pause();
  return {
    hold() {
      isHeld = true;
      from.pause();
    },
    release() {
      isHeld = false;
      from.resume();
    },
  };
}
