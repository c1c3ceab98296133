import type { ServerFrame, ServerFrameOf, ServerFrameType } from '@parley/protocol/ws/server-frames';

/** A live connection, as a client has it. Frames stay until they are taken. */
export interface LiveSocket {
  send(frame: unknown): void;
  /** Anything else than JSON. */
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void;
  /** Sends a frame with a `ref` of its own and answers what comes back with it. */
  ask(frame: Readonly<Record<string, unknown>>): Promise<ServerFrame>;
  /** Takes the first frame of a type that `matches`; waits for it where it is not there yet. */
  next<T extends ServerFrameType>(type: T, matches?: (frame: ServerFrameOf<T>) => boolean): Promise<ServerFrameOf<T>>;
  /** Takes all frames that are here and were not taken. */
  rest(): ServerFrame[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string; readonly at: number }>;
  readonly protocol: string;
  close(): void;
}

export interface ConnectOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Sees each frame; what it throws fails whoever waits. */
  readonly check?: (frame: ServerFrame) => void;
}

/** Ms after which a frame counts as never coming. */
const PATIENCE = 20_000;

interface Waiting {
  readonly takes: (frame: ServerFrame) => boolean;
  readonly resolve: (frame: ServerFrame) => void;
  readonly reject: (error: unknown) => void;
}

/** Connects; rejects where the server refuses the upgrade. */
export async function connect(
  baseUrl: string,
  { protocols = ['parley.v1'], headers = {}, check }: ConnectOptions = {},
): Promise<LiveSocket> {
  // Bun's client takes headers, which the type of browsers doesn't know.
  const options = { protocols: [...protocols], headers } as unknown as string[];
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`, options);
  const frames: ServerFrame[] = [];
  const seen: string[] = [];
  let waiting: Waiting[] = [];
  let refs = 0;
  let broken: Error | undefined;
  let isClosed = false;

  function fail(error: unknown): void {
    broken ??= error instanceof Error ? error : new Error(String(error));
    for (const { reject } of waiting) reject(broken);
    waiting = [];
  }

  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data) as ServerFrame;
    seen.push(frame.type);
    try {
      check?.(frame);
    } catch (error) {
      fail(error);
    }
    const taker = waiting.find(({ takes }) => takes(frame));
    if (taker === undefined) {
      frames.push(frame);
      return;
    }
    waiting = waiting.filter((other) => other !== taker);
    taker.resolve(frame);
  };
  const closed = new Promise<{ code: number; reason: string; at: number }>((resolve) => {
    socket.onclose = ({ code, reason }) => {
      isClosed = true;
      resolve({ code, reason, at: performance.now() });
      fail(new Error(`closed with ${code} ${reason} after ${seen.join(', ')}`));
    };
  });

  function take(takes: (frame: ServerFrame) => boolean, what: string): Promise<ServerFrame> {
    const index = frames.findIndex(takes);
    if (index >= 0) return Promise.resolve(frames.splice(index, 1)[0] as ServerFrame);
    if (broken !== undefined) return Promise.reject(broken);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} came; what came: ${seen.join(', ')}`)), PATIENCE);
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          then(value);
        };
      waiting.push({ takes, resolve: settle(resolve), reject: settle(reject) });
    });
  }

  const live: LiveSocket = {
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendRaw: (data) => socket.send(data),
    ask(frame) {
      const ref = `ref-${refs++}`;
      live.send({ ...frame, ref });
      return take((answer) => 'ref' in answer && answer.ref === ref, `answer to ${String(frame['type'])}`);
    },
    next<T extends ServerFrameType>(type: T, matches: (frame: ServerFrameOf<T>) => boolean = () => true) {
      const takes = (frame: ServerFrame) => frame.type === type && matches(frame as ServerFrameOf<T>);
      return take(takes, type) as Promise<ServerFrameOf<T>>;
    },
    rest() {
      if (broken !== undefined && !isClosed) throw broken;
      return frames.splice(0);
    },
    closed,
    get protocol() {
      return socket.protocol;
    },
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(live);
    socket.onerror = () => reject(new Error('the connection was refused'));
  });
}
