import type { Account } from './account.ts';
import { connectAll, type LoadClient } from './client.ts';

export interface GroupOptions {
  readonly baseUrl: string;
  readonly accounts: readonly Account[];
  readonly chatId: string;
  /** Messages that the one sender has unanswered. */
  readonly window: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

export interface GroupResult {
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly errors: number;
  readonly generatorCpu: number;
}

const TEXT = 'Training is at six on Thursday, bring shoes for the hall and something to drink for afterwards.';

/** One member of a group writes to all the others. */
export async function runGroup({
  baseUrl,
  accounts,
  chatId,
  window: outstanding,
  warmUpMs,
  durationMs,
}: GroupOptions): Promise<GroupResult> {
  let delivered = 0;
  let acknowledged = 0;
  let errors = 0;
  let running = true;
  const clients: LoadClient[] = await connectAll(
    [baseUrl],
    accounts.map((account) => account.accessToken),
    () => ({
      onAcknowledged(client) {
        acknowledged++;
        if (running) client.send(chatId, TEXT);
      },
      onDelivered: () => {
        delivered++;
      },
      onError: () => {
        errors++;
      },
    }),
  );
  for (let n = 0; n < outstanding; n++) clients[0]?.send(chatId, TEXT);
  await Bun.sleep(warmUpMs);
  const before = { delivered, acknowledged, at: performance.now(), cpu: process.cpuUsage() };
  await Bun.sleep(durationMs);
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = process.cpuUsage(before.cpu);
  const result = {
    messagesPerSecond: (acknowledged - before.acknowledged) / seconds,
    deliveriesPerSecond: (delivered - before.delivered) / seconds,
    errors,
    generatorCpu: (cpu.user + cpu.system) / 1e6 / seconds,
  };
  running = false;
  await Bun.sleep(300);
  for (const client of clients) client.close();
  return result;
}
