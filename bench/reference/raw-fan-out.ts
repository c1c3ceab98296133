/**
 * The ceiling of fan-out on this machine: `Bun.serve` publishes a frame to sockets that all listen to one topic, with nothing around it.
 * Prints deliveries a second. The clients run in the process that asks.
 */
export interface RawFanOut {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the bare server in a process of its own. It publishes `frame` as fast as a client asks by sending anything. */
export async function startRawFanOut(): Promise<RawFanOut> {
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/raw-fan-out-server.ts`], { stdout: 'pipe', stderr: 'inherit' });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return {
    url: new TextDecoder().decode(value).trim(),
    async stop() {
      child.kill();
      await child.exited;
    },
  };
}

/** Deliveries a second to `count` sockets, with `window` publications under way. */
export async function measureRawFanOut(url: string, count: number, window: number, durationMs: number): Promise<number> {
  let delivered = 0;
  let running = true;
  const sockets = await Promise.all(
    Array.from(
      { length: count },
      (_, index) =>
        new Promise<WebSocket>((resolve, reject) => {
          const socket = new WebSocket(url);
          socket.onopen = () => resolve(socket);
          socket.onerror = () => reject(new Error('the reference refused a connection'));
          socket.onmessage = () => {
            delivered++;
            // The first client plays the sender: each frame that comes back to it asks for the next.
            if (index === 0 && running) socket.send('next');
          };
        }),
    ),
  );
  for (let n = 0; n < window; n++) sockets[0]?.send('next');
  await Bun.sleep(1000);
  const before = { delivered, at: performance.now() };
  await Bun.sleep(durationMs);
  const perSecond = ((delivered - before.delivered) / (performance.now() - before.at)) * 1000;
  running = false;
  for (const socket of sockets) socket.close();
  return perSecond;
}
