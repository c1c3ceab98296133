/** One frame, parsed. */
export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** A client socket for tests: frames are awaited in the order in which they come. */
export interface TestSocket {
  send(frame: unknown): void;
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void;
  /** The next frame. Rejects when the socket is closed first. */
  next(): Promise<Frame>;
  /** The next frame of a type; those before it are dropped. */
  until(type: string): Promise<Frame>;
  /** How many frames came that nobody has taken. */
  readonly waiting: number;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly protocol: string;
  close(): void;
}

/** Opens one; resolves when it is open. */
export function openSocket(
  url: string,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<TestSocket> {
  const socket = new WebSocket(url, { protocols: [...protocols], headers } as never);
  const frames: Frame[] = [];
  const takers: { readonly resolve: (frame: Frame) => void; readonly reject: (error: Error) => void }[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.onclose = ({ code, reason }) => {
      resolve({ code, reason });
      for (const taker of takers.splice(0)) taker.reject(new Error(`closed with ${code} ${reason}`));
    };
  });
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data) as Frame;
    const taker = takers.shift();
    if (taker === undefined) frames.push(frame);
    else taker.resolve(frame);
  };
  const test: TestSocket = {
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendRaw: (data) => socket.send(data),
    next() {
      const frame = frames.shift();
      if (frame !== undefined) return Promise.resolve(frame);
      return new Promise((resolve, reject) => takers.push({ resolve, reject }));
    },
    async until(type) {
      let frame = await test.next();
      while (frame.type !== type) frame = await test.next();
      return frame;
    },
    get waiting() {
      return frames.length;
    },
    closed,
    get protocol() {
      return socket.protocol;
    },
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(test);
    socket.onerror = () => reject(new Error('the connection was refused'));
  });
}
