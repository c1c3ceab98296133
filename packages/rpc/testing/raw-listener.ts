/** Something that listens and is no process of ours. */
export interface RawListener {
  readonly url: string;
  /** Calls that have come in. */
  readonly calls: number;
  /** Resolves when so many calls have come in. */
  called(count: number): Promise<void>;
  /** Resolves when it has been asked so often whether it takes calls. */
  probed(count: number): Promise<void>;
  stop(): void;
}

/** @param onCall What it does with a call: nothing, or end the connection. Other questions are never answered. */
export function startRaw(onCall: 'silence' | 'hang up'): RawListener {
  const calls = counter();
  const probes = counter();
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data(socket, data) {
        const isCall = data.toString('latin1').startsWith('POST');
        (isCall ? calls : probes).add();
        if (isCall && onCall === 'hang up') socket.end();
      },
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    get calls() {
      return calls.count;
    },
    called: calls.reached,
    probed: probes.reached,
    stop: () => server.stop(true),
  };
}

function counter(): { readonly count: number; add(): void; reached(count: number): Promise<void> } {
  let count = 0;
  let waiting: { readonly for: number; readonly resolve: () => void }[] = [];
  return {
    get count() {
      return count;
    },
    add() {
      count++;
      for (const waiter of waiting) if (count >= waiter.for) waiter.resolve();
      waiting = waiting.filter((waiter) => count < waiter.for);
    },
    reached: (wanted) => (count >= wanted ? Promise.resolve() : new Promise((resolve) => waiting.push({ for: wanted, resolve }))),
  };
}
