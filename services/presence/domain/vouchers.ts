/** Which nodes said that a person is connected to them, and when each said so last (epoch ms). */
export type Vouchers = ReadonlyMap<string, number>;

/** Reads what `formatVouchers` wrote, without the nodes that have not said so for `ttl` ms. Absent: nobody vouches. */
export function parseVouchers(text: string | undefined, now: number, ttl: number): Vouchers {
  if (text === undefined) return new Map();
  const entries = JSON.parse(text) as [nodeId: string, at: number][];
  return new Map(entries.filter(([, at]) => now - at < ttl));
}

/** As the cache keeps it. */
export function formatVouchers(vouchers: Vouchers): string {
  return JSON.stringify([...vouchers]);
}

/** A node says at `now` that the person is connected to it. */
export function vouch(vouchers: Vouchers, nodeId: string, now: number): Vouchers {
  return new Map([...vouchers, [nodeId, now]]);
}

/** A node no longer vouches for the person. */
export function withdraw(vouchers: Vouchers, nodeId: string): Vouchers {
  return new Map([...vouchers].filter(([node]) => node !== nodeId));
}
