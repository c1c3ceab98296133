import { api } from '@parley/testkit/rest';
import type { Account } from './account.ts';
import { Latency } from './latency.ts';

interface HistoryOptions {
  readonly baseUrl: string;
  readonly accounts: readonly Account[];
  readonly chats: readonly string[];
  /** Highest `seq` to ask for. */
  readonly depth: number;
  readonly requests: number;
}

/** Pages of 50 messages at random places of random chats, one after the other. */
export async function runHistory({
  baseUrl,
  accounts,
  chats,
  depth,
  requests,
}: HistoryOptions): Promise<ReturnType<Latency['summary']>> {
  const latency = new Latency();
  let left = requests;
  async function reader(): Promise<void> {
    while (left-- > 0) {
      const index = Math.floor(Math.random() * accounts.length);
      const before = 51 + Math.floor(Math.random() * Math.max(1, depth - 51));
      const started = performance.now();
      await api(baseUrl, 'GET', `/chats/${chats[index]}/messages?before=${before}&limit=50`, accounts[index]?.accessToken);
      latency.add(performance.now() - started);
    }
  }
  await reader();
  return latency.summary();
}

interface SyncPage {
  readonly cursor: string;
  readonly messages: readonly unknown[];
  readonly hasMore: boolean;
}

/** Reads a person's sync to its end; `from` is the cursor of the last time. */
export async function runSync(baseUrl: string, token: string, from?: string) {
  let cursor = from;
  let pages = 0;
  let messages = 0;
  let firstPageMs = 0;
  const started = performance.now();
  for (let more = true; more; ) {
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api<SyncPage>(baseUrl, 'GET', `/sync?limit=200${query}`, token);
    pages++;
    messages += page.messages.length;
    if (pages === 1) firstPageMs = performance.now() - started;
    cursor = page.cursor;
    more = page.hasMore;
  }
  return { firstPageMs, allMs: performance.now() - started, pages, messages, cursor: cursor ?? '' };
}
