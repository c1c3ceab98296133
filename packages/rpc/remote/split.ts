import { AppError } from '@parley/kernel/errors';
import type { Address } from './address.ts';
import type { AddressPool } from './address-pool.ts';
import type { SplitRoute } from './routing.ts';

interface Part {
  readonly items: unknown[];
  readonly positions: number[];
  readonly partition: number;
}

const NONE: ReadonlySet<Address> = new Set();

/**
 * Divides a batch among the processes that its items belong to, calls them side by side, and puts the answers together in the order of the
 * items. The items of one partition stay in order, in one part.
 *
 * @param call Calls `address` with some of the items; `partition` says where they belong should it be gone.
 */
export async function callInParts(
  route: SplitRoute,
  request: unknown,
  pool: Pick<AddressPool, 'addresses' | 'pick' | 'refresh'>,
  call: (items: readonly unknown[], address: Address | undefined, partition: number) => Promise<unknown>,
): Promise<unknown> {
  const items = route.items(request);
  const [first] = items;
  if (first === undefined) return route.merge([]);

  // Before the first call of all it isn't known yet whom there is to divide it among.
  if (pool.addresses.length === 0) await pool.refresh();
  const parts = new Map<Address | undefined, Part>();
  for (const [position, item] of items.entries()) {
    const partition = route.partitionOf(item);
    const address = pool.pick(NONE, partition);
    let part = parts.get(address);
    if (part === undefined) {
      part = { items: [], positions: [], partition };
      parts.set(address, part);
    }
    part.items.push(item);
    part.positions.push(position);
  }
  if (parts.size === 1) return call(items, pool.pick(NONE, route.partitionOf(first)), route.partitionOf(first));

  const answered = await Promise.all(
    Array.from(parts, async ([address, { items: some, positions, partition }]) => {
      try {
        return { positions, answer: await call(some, address, partition) };
      } catch (error) {
        if (route.failed === undefined || !(error instanceof AppError)) throw error;
        return { positions, answer: route.failed(some.length, error) };
      }
    }),
  );
  return route.merge(answered);
}
