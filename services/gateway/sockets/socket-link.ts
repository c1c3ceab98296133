import type { Clock } from '@parley/kernel/clock';
import { type CloseName, closeCodes } from '@parley/protocol/close-codes';
import type { NodeSocket } from './connect-node.ts';

/** What Bun keeps beside each socket of a client. */
export interface LinkData {
  readonly link: SocketLink;
}

export type ClientSocket = Bun.ServerWebSocket<LinkData>;
type Frame = string | Buffer<ArrayBuffer>;

/** Bytes that may wait for one side before the other one is no longer read … */
const STALLED_AT_BYTES = 256 * 1024;
/** … and in all, with what was on its way by then; a link that has more is closed. */
export const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** Ms that one side may keep the other one waiting. A node gives a slow client as long. */
const PATIENCE_MS = 30_000;
/** Ms between looks at whether the node has caught up; the runtime tells of clients, not of nodes. */
const LOOK_AGAIN_MS = 50;

/** Codes that an endpoint may choose by itself (RFC 6455, 7.4). */
const isOwnCode = (code: number): boolean => code === 1000 || (code >= 3000 && code < 5000);

export interface LinkContext {
  readonly clock: Clock;
  /** Frames wait for the client: `flush` is to be called soon. */
  readonly onDirty: (link: SocketLink) => void;
  /** The link has ended; told once. */
  readonly onEnd: (link: SocketLink, code: number) => void;
}

/**
 * One client's socket and the socket to a realtime node that stands behind it. Frames and close codes go through as they are, both ways and in
 * order. Whoever reads too slowly is felt by the other side: it isn't read any more, so a node notices a slow client as if nothing stood between,
 * drops live frames and has it resync. Past a bound of bytes or time the link is closed, and nobody else notices.
 */
export class SocketLink {
  readonly #node: NodeSocket;
  readonly #context: LinkContext;
  #client: ClientSocket | undefined;
  #waiting: Frame[] = [];
  #ended = false;
  #cancelPatience: (() => void) | undefined;

  /** `node` must be open. */
  constructor(node: NodeSocket, context: LinkContext) {
    this.#node = node;
    this.#context = context;
    node.binaryType = 'nodebuffer';
    node.onmessage = ({ data }) => this.#toClient(data as Frame);
    node.onclose = ({ code, reason }) => this.#nodeClosed(code, reason);
    // `close` follows, and says what there is to say.
    node.onerror = () => undefined;
  }

  /** The client's socket is open: what the node has said meanwhile follows. */
  opened(client: ClientSocket): void {
    this.#client = client;
    if (this.#ended) client.close(closeCodes.draining.code, closeCodes.draining.reason);
    else if (this.#waiting.length > 0) this.#context.onDirty(this);
  }

  /** A frame of the client. */
  toNode(frame: Frame): void {
    if (this.#ended) return;
    this.#node.send(frame);
    if (this.#node.bufferedAmount > STALLED_AT_BYTES) this.#awaitNode(this.#context.clock.now() + PATIENCE_MS);
  }

  /** The client has read what waited for it. */
  drained(): void {
    this.#cancelPatience?.();
    this.#cancelPatience = undefined;
    if (!this.#ended) this.#node.resume();
  }

  /** Writes what waits for the client: gathered, because a system call for each frame is most of what passing one on costs. */
  flush(): void {
    const client = this.#client;
    const frames = this.#waiting;
    if (client === undefined || frames.length === 0) return;
    this.#waiting = [];
    client.cork(() => {
      for (const frame of frames) client.send(frame);
    });
    const buffered = client.getBufferedAmount();
    if (buffered > MAX_WAITING_BYTES) this.close('tooSlow');
    else if (buffered > STALLED_AT_BYTES && this.#cancelPatience === undefined) {
      this.#node.pause();
      this.#cancelPatience = this.#context.clock.schedule(PATIENCE_MS, () => this.close('tooSlow'));
    }
  }

  /** Closes both sides; the client is told why. */
  close(name: CloseName): void {
    const { code, reason } = closeCodes[name];
    this.#end(code, reason);
    this.#node.terminate();
  }

  /** The client's socket is closed. */
  clientClosed(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelPatience?.();
    if (isOwnCode(code)) this.#node.close(code);
    else this.#node.close();
    this.#context.onEnd(this, code);
  }

  /** Doesn't read the client while the node has to catch up. One that doesn't is gone without a word: another one may serve. */
  #awaitNode(until: number): void {
    const { clock } = this.#context;
    const client = this.#client;
    if (this.#ended || client === undefined) return;
    if (this.#node.bufferedAmount > MAX_WAITING_BYTES || clock.now() >= until) this.close('draining');
    else if (this.#node.bufferedAmount <= STALLED_AT_BYTES) client.resume();
    else {
      client.pause();
      clock.schedule(LOOK_AGAIN_MS, () => this.#awaitNode(until));
    }
  }

  #toClient(frame: Frame): void {
    if (this.#ended) return;
    this.#waiting.push(frame);
    if (this.#waiting.length === 1 && this.#client !== undefined) this.#context.onDirty(this);
  }

  #nodeClosed(code: number, reason: string): void {
    if (this.#ended) return;
    this.flush();
    // Closed without a code of ours: the process is gone, and another one serves.
    if (code >= 4000 && code < 5000) this.#end(code, reason);
    else this.#end(closeCodes.draining.code, closeCodes.draining.reason);
  }

  #end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelPatience?.();
    this.#waiting = [];
    this.#client?.close(code, reason);
    this.#context.onEnd(this, code);
  }
}
