import type { Clock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import type { Logger } from '@parley/kernel/logger';
import { fail } from '@parley/protocol/errors';
import { parseClientFrame, refOf } from '@parley/protocol/frames';
import { MAX_FRAME_BYTES } from '@parley/protocol/limits';
import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { Connection, SocketData } from '../connection/connection.ts';
import type { Registry } from '../connection/registry.ts';
import { SLOW_AT_BYTES, type Writer } from '../connection/writer.ts';
import { dispatch } from '../frames/dispatch.ts';
import { errorFrame } from '../frames/error-frame.ts';
import type { FrameContext } from '../frames/handler.ts';
import { type AuthenticateContext, authenticate, awaitToken } from './authenticate.ts';
import { admitFrame } from './frame-limit.ts';

export interface HandlersContext {
  readonly frames: FrameContext;
  readonly authentication: AuthenticateContext;
  readonly registry: Registry;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limited: boolean;
  /** Sockets that are open and not authenticated yet. */
  readonly strangers: Set<Connection>;
  readonly onFrame: (type: string) => void;
  readonly onClose: (code: number) => void;
  /** Tokens of subprotocols, until their sockets are open. */
  readonly tokens: WeakMap<Connection, string>;
}

/** Seconds without a sign of life after which a socket is taken for dead; the runtime pings in between. */
const IDLE_SECONDS = 120;

/** What happens on a socket. */
export function createHandlers(context: HandlersContext): Bun.WebSocketHandler<SocketData> {
  const { registry, writer, clock, frames } = context;

  return {
    idleTimeout: IDLE_SECONDS,
    sendPings: true,
    perMessageDeflate: false,
    // A frame above the limit still gets here, so that its sender is told why.
    maxPayloadLength: 16 * MAX_FRAME_BYTES,
    backpressureLimit: SLOW_AT_BYTES,
    open(socket) {
      const { connection } = socket.data;
      connection.socket = socket;
      context.strangers.add(connection);
      const token = context.tokens.get(connection);
      context.tokens.delete(connection);
      if (token === undefined) awaitToken(clock, connection);
      else startSession(connection, token);
    },
    message(socket, data) {
      const { connection } = socket.data;
      if (typeof data !== 'string') {
        connection.close('badFrame');
        return;
      }
      receive(connection, data);
    },
    drain(socket) {
      writer.drained(socket.data.connection);
    },
    close(socket, code) {
      const { connection } = socket.data;
      connection.socket = undefined;
      connection.ready = false;
      connection.cancelAuthTimeout?.();
      connection.outgoing = undefined;
      context.strangers.delete(connection);
      frames.watching.end(connection);
      registry.remove(connection);
      context.onClose(code);
    },
  };

  function startSession(connection: Connection, token: string): void {
    // Frames that come before `ready` wait behind it.
    connection.enqueue(async () => {
      await authenticate(context.authentication, connection, token);
      context.strangers.delete(connection);
    });
  }

  function receive(connection: Connection, text: string): void {
    if (connection.leaving) return;
    // Every code unit takes a byte at least and three at most.
    if (text.length > MAX_FRAME_BYTES || (text.length * 3 > MAX_FRAME_BYTES && Buffer.byteLength(text) > MAX_FRAME_BYTES)) {
      connection.close('frameTooLarge');
      return;
    }
    if (context.limited && !admitted(connection, text)) return;
    let frame: ClientFrame;
    try {
      frame = parseClientFrame(text);
    } catch (error) {
      connection.socket?.send(errorFrame(error, refOf(text)));
      if (!text.startsWith('{')) connection.close('badFrame');
      return;
    }
    context.onFrame(frame.type);
    handle(connection, frame);
  }

  function admitted(connection: Connection, text: string): boolean {
    const verdict = admitFrame(connection, clock.now());
    if (verdict === 'pass') return true;
    if (verdict === 'cut_off') connection.close('rateLimited', 5);
    else connection.socket?.send(errorFrame(fail('rate.limited', { retryAfter: 1 }), refOf(text)));
    return false;
  }

  function handle(connection: Connection, frame: ClientFrame): void {
    if (frame.type === 'auth' && connection.sessionId === '' && !connection.busy) {
      startSession(connection, frame.token);
      return;
    }
    if (connection.busy) {
      if (!connection.enqueue(() => obey(connection, frame))) connection.close('rateLimited', 1);
      return;
    }
    if (!connection.ready) {
      connection.socket?.send(errorFrame(fail('auth.unauthenticated'), frame.ref));
      connection.close('unauthenticated');
      return;
    }
    // The usual frames need no waiting, and then cost no promise.
    const work = attempt(connection, frame);
    if (work !== undefined) connection.enqueue(() => work);
  }

  async function obey(connection: Connection, frame: ClientFrame): Promise<void> {
    // Not `ready` any more, or never: closed, refused, or its session ended meanwhile.
    if (!connection.ready) return;
    await attempt(connection, frame);
  }

  function attempt(connection: Connection, frame: ClientFrame): Promise<void> | undefined {
    try {
      const work = dispatch(frames, connection, frame);
      return work?.catch((error: unknown) => answerError(connection, frame, error));
    } catch (error) {
      answerError(connection, frame, error);
      return undefined;
    }
  }

  function answerError(connection: Connection, frame: ClientFrame, error: unknown): void {
    if (!(error instanceof AppError)) context.logger.error({ err: error, type: frame.type }, 'a frame could not be obeyed');
    writer.answer(connection, errorFrame(error, frame.ref, frame.type === 'message.send' ? frame.clientMsgId : undefined));
  }
}
