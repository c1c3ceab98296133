import type { Account } from './account.ts';
import { connectAll, type LoadClient } from './client.ts';

const QUIET = { onAcknowledged: () => undefined, onDelivered: () => undefined, onError: () => undefined };

/** Opens `count` connections that do nothing, as the accounts in turn. */
export async function openIdle(baseUrl: string, accounts: readonly Account[], count: number): Promise<LoadClient[]> {
  const tokens = Array.from({ length: count }, (_, index) => accounts[index % accounts.length]?.accessToken ?? '');
  return await connectAll([baseUrl], tokens, () => QUIET);
}
