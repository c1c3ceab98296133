import { type CloseName, closeCodes } from '@parley/protocol/close-codes';

/** What Bun keeps beside each socket of a client. */
export interface LinkData {
  readonly link: SocketLink;
}

export type ClientSocket = Bun.ServerWebSocket<LinkData>;
type Frame = string | Buffer<ArrayBuffer>;

/** Bytes that may wait for a client, or for a realtime node, that reads too slowly. */
export const MAX_WAITING_BYTES = 1024 * 1024;

/** Codes that an endpoint may choose by itself (RFC 6455, 7.4). */
const isOwnCode = (code: number): boolean => code === 1000 || (code >= 3000 && code < 5000);

export interface LinkContext {
  /** Frames wait for the client: `flush` is to be called soon. */
  readonly onDirty: (link: SocketLink) => void;
  /** The link has ended; told once. */
  readonly onEnd: (link: SocketLink, code: number) => void;
}

/**
 * One client's socket and the socket to a realtime node that stands behind it. Frames and close codes go through as they are, both ways and in
 * order. What can't be sent on waits up to a bound; past it the link is closed, and nobody else notices.
 */
export class SocketLink {
  readonly #node: WebSocket;
  readonly #context: LinkContext;
  #client: ClientSocket | undefined;
  #waiting: Frame[] = [];
  #ended = false;

  /** `node` must be open. */
  constructor(node: WebSocket, context: LinkContext) {
    this.#node = node;
    this.#context = context;
    node.binaryType = 'nodebuffer';
    node.onmessage = ({ data }: MessageEvent<Frame>) => this.#toClient(data);
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
    // The node can't keep up, or is gone without a word: another one may.
    if (this.#node.bufferedAmount > MAX_WAITING_BYTES) this.close('draining');
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
    if (client.getBufferedAmount() > MAX_WAITING_BYTES) this.close('tooSlow');
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
    if (isOwnCode(code)) this.#node.close(code);
    else this.#node.close();
    this.#context.onEnd(this, code);
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
    this.#waiting = [];
    this.#client?.close(code, reason);
    this.#context.onEnd(this, code);
  }
}
