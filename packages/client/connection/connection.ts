import { decodeServerFrame, encodeClientFrame } from '@parley/protocol/client-codec';
import { BEARER_SUBPROTOCOL_PREFIX, PROTOCOL_VERSION, SUBPROTOCOL } from '@parley/protocol/version';
import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { ParleyError } from '../api/error.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { afterClose } from './after-close.ts';
import { backOff } from './back-off.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { ConnectionState, OfflineReason } from './state.ts';
import type { Socket, Transport } from './transport.ts';

/** Ms for the socket to open and say `ready`. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Ms that a connection must have held before its next failure counts as the first. */
const STEADY_MS = 10_000;

/** The access token; `stale` is one that the server has refused. Throws `ParleyError`: 401 when the session is over. */
export type TokenSource = (stale?: string) => Promise<string>;

export interface ConnectionContext {
  /** `wss://…/ws` */
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly token: TokenSource;
  readonly onReady: () => void;
  readonly onFrame: (frame: ServerFrame) => void;
  /** A connection that was ready has ended. */
  readonly onLost: () => void;
  readonly onState: (state: ConnectionState) => void;
}

/** One live socket that comes back by itself. */
export interface Connection {
  start(): void;
  stop(): void;
  /** Sends if there is a live socket; what was sent may still be lost with it. */
  send(frame: ClientFrame): boolean;
  /** Gives the present socket up and opens another. */
  renew(): void;
  /** Tries now, if it was waiting to. */
  nudge(): void;
}

/** One try to be connected; what comes late from an earlier one is told apart by it. */
interface Try {
  socket?: Socket;
  ready: boolean;
  /** Epoch ms of `ready`. */
  since: number;
  end: () => void;
}

export function createConnection(context: ConnectionContext): Connection {
  const { transport, clock, random } = context;
  let wanted = false;
  let attempt = 0;
  let refused: string | undefined;
  let cancelRetry: (() => void) | undefined;
  let current: Try | undefined;

  const open = (): void => {
    cancelRetry = undefined;
    if (!wanted || current !== undefined) return;
    if (!transport.isOnline()) {
      context.onState({ state: 'offline', reason: 'no-network' });
      return;
    }
    context.onState({ state: 'connecting' });
    const mine: Try = { ready: false, since: 0, end: () => undefined };
    current = mine;
    context.token(refused).then(
      (token) => {
        if (current === mine) connect(mine, token);
      },
      (error: unknown) => {
        if (current !== mine) return;
        current = undefined;
        const ended = error instanceof ParleyError && error.status === 401;
        if (ended) context.onState({ state: 'offline', reason: 'signed-out' });
        else retry('unreachable', Math.max(backOff(attempt++, random), retryAfterOf(error)));
      },
    );
  };

  const connect = (mine: Try, token: string): void => {
    const heartbeat = createHeartbeat(clock, {
      ping: () => mine.socket?.send(encodeClientFrame({ type: 'ping' })),
      dead: () => mine.end(),
    });
    const cancelTimeout = clock.schedule(CONNECT_TIMEOUT_MS, () => {
      if (!mine.ready) mine.end();
    });
    const ended = (code: number, reason: string) => {
      if (current !== mine) return;
      current = undefined;
      cancelTimeout();
      heartbeat.stop();
      if (mine.ready && clock.now() - mine.since >= STEADY_MS) attempt = 0;
      if (mine.ready) context.onLost();
      const next = afterClose(code, reason, attempt++, random);
      refused = next.newToken ? token : undefined;
      if (wanted) retry(next.reason, next.delay);
    };
    // A half-open socket may never tell of its end, so it is not waited for.
    mine.end = () => {
      ended(1006, '');
      mine.socket?.close();
    };
    mine.socket = transport.connect(context.url, [SUBPROTOCOL, BEARER_SUBPROTOCOL_PREFIX + token], {
      open: () => undefined,
      message: (text) => {
        if (current !== mine) return;
        heartbeat.heard();
        const frame = decodeServerFrame(text);
        if (frame?.type !== 'ready') {
          if (frame !== undefined && mine.ready) context.onFrame(frame);
          return;
        }
        if (frame.protocol !== PROTOCOL_VERSION) {
          ended(4400, 'protocol');
          mine.socket?.close();
          return;
        }
        mine.ready = true;
        mine.since = clock.now();
        refused = undefined;
        heartbeat.start();
        context.onReady();
      },
      close: ended,
    });
  };

  const retry = (reason: OfflineReason, delay: number | undefined): void => {
    if (!transport.isOnline()) context.onState({ state: 'offline', reason: 'no-network' });
    else if (delay === undefined) context.onState({ state: 'offline', reason });
    else {
      context.onState({ state: 'offline', reason, retryAt: clock.now() + delay });
      cancelRetry = clock.schedule(delay, open);
    }
  };

  const nudge = (): void => {
    cancelRetry?.();
    attempt = 0;
    open();
  };

  let stopWatching: (() => void) | undefined;
  return {
    start() {
      if (wanted) return;
      wanted = true;
      attempt = 0;
      refused = undefined;
      stopWatching = transport.onOnlineChange((online) => (online ? nudge() : current?.end()));
      open();
    },
    stop() {
      if (!wanted) return;
      wanted = false;
      stopWatching?.();
      cancelRetry?.();
      current?.end();
      current = undefined;
      context.onState({ state: 'stopped' });
    },
    send(frame) {
      if (current?.ready !== true) return false;
      current.socket?.send(encodeClientFrame(frame));
      return true;
    },
    renew: () => current?.end(),
    nudge,
  };
}

function retryAfterOf(error: unknown): number {
  return error instanceof ParleyError ? (error.retryAfter ?? 0) * 1000 : 0;
}
