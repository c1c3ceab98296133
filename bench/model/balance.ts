import { PARTITIONS } from '@parley/rpc/partition';
import { attractions, owners } from '@parley/rpc/remote/rendezvous';

/** How evenly the partitions of chats fall to the message instances. */
export interface Balance {
  readonly mean: number;
  /** Of the instance that has most. */
  readonly most: number;
  /** Instances that have none. */
  readonly idle: number;
  /** Share of all partitions that move when one instance goes. */
  readonly moved: number;
}

/** Asks the routing itself, for instances at addresses like those of a cluster. */
export function partitionBalance(instances: number): Balance {
  const addresses = Array.from({ length: instances }, (_, n) => {
    const address = `http://10.0.${n >> 8}.${n & 255}:9084`;
    return { address, attractions: attractions(address) };
  });
  const before = owners(addresses).map(({ address }) => address);
  const counts = new Map<string, number>();
  for (const address of before) counts.set(address, (counts.get(address) ?? 0) + 1);
  const after = instances > 1 ? owners(addresses.slice(1)).map(({ address }) => address) : before;
  return {
    mean: PARTITIONS / instances,
    most: Math.max(...counts.values()),
    idle: instances - counts.size,
    moved: before.filter((address, partition) => address !== after[partition]).length / PARTITIONS,
  };
}
