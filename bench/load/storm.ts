import type { Account } from './account.ts';
import { connect } from './client.ts';
import { openIdle } from './idle.ts';

export interface StormOptions {
  readonly baseUrl: string;
  readonly accounts: readonly Account[];
  /** Clients wait a random time up to this before they come back, as the SDK does. */
  readonly jitterMs: number;
}

const QUIET = { onAcknowledged: () => undefined, onDelivered: () => undefined, onError: () => undefined };

/** Drops every connection at once and brings all back, each with its sync; answers how long until the last was up to date. */
export async function runStorm({
  baseUrl,
  accounts,
  jitterMs,
}: StormOptions): Promise<{ readonly clients: number; readonly allBackMs: number }> {
  const clients = await openIdle(baseUrl, accounts, accounts.length);
  for (const client of clients) client.close();
  const started = performance.now();
  await Promise.all(
    accounts.map(async (account) => {
      await Bun.sleep(Math.random() * jitterMs);
      await connect(baseUrl, account.accessToken, QUIET);
      const response = await fetch(`${baseUrl}/api/v1/sync`, { headers: { authorization: `Bearer ${account.accessToken}` } });
      if (!response.ok) throw new Error(`GET /sync answered ${response.status}`);
      await response.arrayBuffer();
    }),
  );
  return { clients: accounts.length, allBackMs: performance.now() - started };
}
