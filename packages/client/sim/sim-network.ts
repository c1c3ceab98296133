import { decodeServerFrame } from '@parley/protocol/client-codec';
import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { HttpRequest, HttpResponse, Socket, SocketHandlers, Transport } from '../connection/transport.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import type { Prng } from './prng.ts';
import { answerRest, withChatsAsNow } from './sim-rest.ts';
import type { SimPeer, SimServer } from './sim-server.ts';
import { createSimSessions } from './sim-sessions.ts';
import { readToken } from './sim-token.ts';
import type { Sometimes } from './sometimes.ts';
import type { World } from './world.ts';

interface Line {
  readonly device: string;
  readonly handlers: SocketHandlers;
  peer: SimPeer | undefined;
  ended: boolean;
  /** Both ends believe it lives, and nothing passes. */
  halfOpen: boolean;
}

/** The wires between the devices and the server. */
export interface SimNetwork {
  transportOf(device: string, alive: () => boolean): Transport;
  setFaults(faults: Faults): void;
  /** The server dies; what it had not committed or answered is lost. */
  serverDown(): void;
  serverUp(): void;
  /** The server is replaced in order: it sends everybody away within a second, is gone for a moment and comes back. Nothing of it is lost. */
  serverReplaced(): void;
  /** Ends a device's connections, as the server's closing with `code`, or a broken line. */
  cut(device: string, code: number): void;
  /** Lets a device's connections go dead in silence. */
  freeze(device: string): void;
  /** The process of a device has died. */
  gone(device: string): void;
  /** The next live message to this device is dropped without a `resync`: what the protocol forbids. */
  dropOneSilently(device: string): void;
}

export function createSimNetwork(world: World, random: Prng, server: SimServer, sometimes: Sometimes): SimNetwork {
  const lines = new Set<Line>();
  const silently = new Set<string>();
  const sessions = createSimSessions(sometimes);
  let faults = NO_FAULTS;
  let isUp = true;

  const delay = () => 2 + random.below(40) + (random.chance(faults.late) ? random.below(1000) : 0);
  const times = (lost: number) => (random.chance(lost) ? 0 : random.chance(faults.twice) ? 2 : 1);

  const end = (line: Line, code: number): void => {
    if (line.ended) return;
    line.ended = true;
    lines.delete(line);
    if (line.peer !== undefined) server.leave(line.peer);
    world.after(delay(), () => line.handlers.close(code, code === 4429 ? 'retryAfter=1' : ''));
  };

  const down = (line: Line, frame: ServerFrame, lost: number): void => {
    const text = JSON.stringify(frame);
    for (let copy = times(lost); copy > 0; copy--) {
      world.after(delay(), () => {
        if (!line.ended && !line.halfOpen) line.handlers.message(text);
      });
    }
  };

  const hint = (line: Line, frame: ServerFrame): void => {
    if (frame.type === 'message.new' && silently.delete(line.device)) return;
    const lost = random.chance(faults.hintLost);
    if (!lost) down(line, frame, 0);
    else {
      sometimes('a live frame is dropped and a resync follows');
      world.after(random.below(2000), () => down(line, { type: 'resync' }, 0));
    }
  };

  const up = (line: Line, text: string): void => {
    const frame = decodeServerFrame(text) as ClientFrame | undefined;
    for (let copy = times(faults.frameLost); copy > 0; copy--) {
      world.after(delay(), () => {
        if (frame !== undefined && line.peer !== undefined && !line.ended && !line.halfOpen && isUp)
          server.take(line.peer, frame);
      });
    }
  };

  const connect = (device: string, protocols: readonly string[], handlers: SocketHandlers): Socket => {
    const line: Line = { device, handlers, peer: undefined, ended: false, halfOpen: false };
    lines.add(line);
    world.after(delay(), () => {
      if (line.ended) return;
      if (!isUp) return end(line, 1006);
      const token = readToken(protocols[1]?.slice('bearer.'.length), world.now());
      if (token === undefined) {
        sometimes('an expired token is refused');
        return end(line, 4401);
      }
      const peer: SimPeer = {
        userId: token.userId,
        hint: (frame) => hint(line, frame),
        answer: (frame) => down(line, frame, faults.frameLost),
      };
      line.peer = peer;
      server.join(peer);
      handlers.open();
      down(
        line,
        { type: 'ready', sessionId: device, userId: token.userId, serverTime: new Date(world.now()).toISOString(), protocol: 1 },
        0,
      );
    });
    return { send: (text) => up(line, text), close: () => end(line, 1006) };
  };

  const request = (wanted: HttpRequest, alive: () => boolean): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      const fail = () => reject(new Error('no answer'));
      const back = (then: () => void) => world.after(delay(), () => (alive() ? then() : undefined));
      world.after(delay(), () => {
        if (!isUp || random.chance(faults.requestLost)) return void back(fail);
        if (random.chance(faults.unavailable))
          return void back(() => resolve({ status: 503, body: { code: 'internal.unavailable', detail: '', retryable: true } }));
        const answer = structuredClone(answerRest(server, sessions, wanted, world.now(), sometimes));
        if (random.chance(faults.requestLost)) return void back(fail);
        // The chats of a sync are read after its messages: they may tell of more.
        world.after(random.below(60), () => {
          const late = withChatsAsNow(server, wanted, answer);
          back(() => (isUp ? resolve(late) : fail()));
        });
      });
    });

  const of = (device: string) => [...lines].filter((line) => line.device === device);
  return {
    transportOf: (device, alive) => ({
      request: (wanted) => request(wanted, alive),
      connect: (_url, protocols, handlers) => connect(device, protocols, whileAlive(handlers, alive)),
      isOnline: () => true,
      onOnlineChange: () => () => undefined,
    }),
    setFaults: (next) => (faults = next),
    serverDown() {
      isUp = false;
      for (const line of [...lines]) end(line, 1006);
      server.crash();
    },
    serverUp: () => (isUp = true),
    serverReplaced() {
      for (const line of [...lines]) world.after(random.below(1000), () => end(line, 4503));
      world.after(1000, () => {
        isUp = false;
        for (const line of [...lines]) end(line, 4503);
      });
      world.after(1300 + random.below(3000), () => (isUp = true));
    },
    cut(device, code) {
      for (const line of of(device)) end(line, code);
    },
    freeze(device) {
      for (const line of of(device)) {
        line.halfOpen = true;
        sometimes('a socket dies in silence');
        // The server notices some time by itself.
        world.after(60_000, () => end(line, 1006));
      }
    },
    gone(device) {
      sessions.died(device);
      for (const line of of(device)) end(line, 1006);
    },
    dropOneSilently: (device) => void silently.add(device),
  };
}

function whileAlive(handlers: SocketHandlers, alive: () => boolean): SocketHandlers {
  return {
    open: () => (alive() ? handlers.open() : undefined),
    message: (text) => (alive() ? handlers.message(text) : undefined),
    close: (code, reason) => (alive() ? handlers.close(code, reason) : undefined),
  };
}
