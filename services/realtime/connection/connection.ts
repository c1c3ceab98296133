import type { Call } from '@parley/kernel/call';
import type { CloseName } from '@parley/protocol/close-codes';
import { closeCodes } from '@parley/protocol/close-codes';

/** What Bun keeps beside each socket. */
export interface SocketData {
  readonly connection: Connection;
}

export type Socket = Bun.ServerWebSocket<SocketData>;

/** What a frame asks for; waits for its turn on the connection. */
type Work = () => Promise<void>;

/** Frames that may wait on one connection before it is cut off: far more than an honest client has under way. */
const MAX_WAITING = 256;

/**
 * One client's socket. It holds as little as it can: tens of thousands of these are idle at any time (3 KB each, with what the
 * runtime keeps).
 */
export class Connection {
  readonly id: string;
  /** Network address of the client, for limits and logs. */
  readonly address: string;
  userId = '';
  sessionId = '';
  /** Undefined before the socket is open and after it is closed. */
  socket: Socket | undefined = undefined;
  /** `ready` was sent: live frames may follow. */
  ready = false;
  /** Live frames were dropped because the client reads too slowly; it is told to resync once it has caught up. Epoch ms. */
  laggingSince: number | undefined = undefined;
  /** Encoded frames for the next flush. */
  outgoing: string[] | undefined = undefined;
  /** Sends that are not answered yet. */
  sending = 0;
  /** Large chats whose topic it listens to. */
  chats: Set<string> | undefined = undefined;
  /** While the list of its large chats is being loaded: those that it left meanwhile, of which the list may not know. */
  leftMeanwhile: Set<string> | undefined = undefined;
  /** The node drains: what comes from now on is left to the node that the client goes to next. */
  leaving = false;
  /** People whose presence it asked for. */
  watching: Set<string> | undefined = undefined;
  /** Ends the wait for an access token. */
  cancelAuthTimeout: (() => void) | undefined = undefined;
  /** Theoretical arrival time of the frame limit (GCRA), ms. */
  frameTat = 0;
  #waiting: Work[] | undefined = undefined;

  constructor(id: string, address: string) {
    this.id = id;
    this.address = address;
  }

  /** A call on behalf of this connection's user. */
  call(): Call {
    return { caller: { kind: 'user', userId: this.userId, sessionId: this.sessionId }, requestId: crypto.randomUUID() };
  }

  /**
   * Runs `work` after what was enqueued before it: the runtime would run handlers of one socket side by side, without a limit.
   * `work` must not reject. Answers false when too much waits already.
   */
  enqueue(work: Work): boolean {
    if (this.#waiting !== undefined) {
      if (this.#waiting.length >= MAX_WAITING) return false;
      this.#waiting.push(work);
      return true;
    }
    this.#waiting = [work];
    void this.#drain(this.#waiting);
    return true;
  }

  /** Whether something is under way that later frames must wait for. */
  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  async #drain(waiting: Work[]): Promise<void> {
    for (let work = waiting[0]; work !== undefined; work = waiting[0]) {
      await work();
      waiting.shift();
    }
    this.#waiting = undefined;
  }

  /** Closes with a code of the protocol. `retryAfter` in seconds. */
  close(name: CloseName, retryAfter?: number): void {
    // From here on it neither speaks nor hears, whenever the runtime tells that it is closed.
    this.ready = false;
    const { code, reason } = closeCodes[name];
    this.socket?.close(code, retryAfter === undefined ? reason : `retryAfter=${retryAfter}`);
  }
}
