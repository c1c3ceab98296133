import type { Account } from './account.ts';
import { connectAll, type LoadClient } from './client.ts';
import { Latency } from './latency.ts';

export interface DirectResult {
  readonly acknowledgedPerSecond: number;
  readonly deliveredPerSecond: number;
  readonly errors: number;
  /** Send to acknowledgement, ms. */
  readonly acknowledged: ReturnType<Latency['summary']>;
  /** Send to the other's socket, ms. */
  readonly delivered: ReturnType<Latency['summary']>;
  /** Share of this process's core that the load generator used. */
  readonly generatorCpu: number;
  /** When the measured stretch began and ended, ms of the epoch. */
  readonly from: number;
  readonly to: number;
}

export interface DirectOptions {
  readonly baseUrl: string;
  /** Where the connections go instead, in turn, as an ingress would spread them: two who write to each other are on different nodes. */
  readonly socketUrls?: readonly string[];
  readonly accounts: readonly Account[];
  /** The chat of each account. */
  readonly chats: readonly string[];
  /** Messages that each connection has unanswered; ignored with `perSecond`. */
  readonly window: number;
  /** Messages a second, offered by the clock whatever the answers take (open loop). */
  readonly perSecond?: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** About a hundred bytes, with the time of sending in front, so that the receiver can tell how long it took. */
const FILLING = ' the quick brown fox jumps over the lazy dog and then has a rest in the shade';
/** Where the time stands in a `message.new` frame. */
const STAMP = /"text":"(\d+\.?\d*)/;
/** One latency in this many is taken, so that measuring costs little. */
const SAMPLE = 16;

/** Pairs that write to each other. */
export async function runDirect(options: DirectOptions): Promise<DirectResult> {
  const { baseUrl, accounts, chats, window: outstanding, perSecond } = options;
  let acknowledged = 0;
  let delivered = 0;
  let errors = 0;
  let running = true;
  let firstError = '';
  const ackLatency = new Latency();
  const deliveryLatency = new Latency();
  const sentAt: number[][] = accounts.map(() => []);

  const clients = await connectAll(
    options.socketUrls ?? [baseUrl],
    accounts.map((account) => account.accessToken),
    (index) => ({
      onAcknowledged(client) {
        acknowledged++;
        const at = sentAt[index]?.shift();
        if (at !== undefined && acknowledged % SAMPLE === 0) ackLatency.add(performance.now() - at);
        if (running && perSecond === undefined) sendFrom(client, index);
      },
      onDelivered(_, frame) {
        delivered++;
        if (delivered % SAMPLE !== 0) return;
        const stamp = STAMP.exec(frame)?.[1];
        if (stamp !== undefined) deliveryLatency.add(performance.now() - Number(stamp));
      },
      onError(frame) {
        errors++;
        firstError ||= frame;
      },
    }),
  );

  function sendFrom(client: LoadClient, index: number): void {
    const now = performance.now();
    sentAt[index]?.push(now);
    client.send(chats[index] ?? '', `${now.toFixed(3)}${FILLING}`);
  }

  function startClosedLoop(): void {
    for (const [index, client] of clients.entries()) for (let n = 0; n < outstanding; n++) sendFrom(client, index);
  }

  function startOpenLoop(rate: number): void {
    const start = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      if (!running) return clearInterval(timer);
      const due = Math.floor(((performance.now() - start) / 1000) * rate);
      for (; sent < due; sent++) {
        const index = sent % clients.length;
        const client = clients[index];
        if (client !== undefined) sendFrom(client, index);
      }
    }, 1);
  }

  if (perSecond === undefined) startClosedLoop();
  else startOpenLoop(perSecond);
  await Bun.sleep(options.warmUpMs);
  ackLatency.reset();
  deliveryLatency.reset();
  const before = { acknowledged, delivered, at: performance.now(), epoch: Date.now(), cpu: process.cpuUsage() };
  await Bun.sleep(options.durationMs);
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = process.cpuUsage(before.cpu);
  const result = {
    acknowledgedPerSecond: (acknowledged - before.acknowledged) / seconds,
    deliveredPerSecond: (delivered - before.delivered) / seconds,
    errors,
    acknowledged: ackLatency.summary(),
    delivered: deliveryLatency.summary(),
    generatorCpu: (cpu.user + cpu.system) / 1e6 / seconds,
    from: before.epoch,
    to: Date.now(),
  };
  running = false;
  await Bun.sleep(300);
  for (const client of clients) client.close();
  if (errors > 0) console.error(`first error: ${firstError}`);
  return result;
}
