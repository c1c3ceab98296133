import type { Resource, Size } from './capacity.ts';

/** The steps that an installation grows by. */
export const SIZES: readonly Size[] = [
  { name: 'one process', nodes: 1, connections: 20_000, single: true },
  { name: 'a cluster on one machine (8 nodes)', nodes: 8, connections: 50_000 },
  { name: '10 nodes', nodes: 10, connections: 100_000 },
  { name: '100 nodes', nodes: 100, connections: 1_000_000 },
  { name: '1,000 nodes', nodes: 1_000, connections: 10_000_000 },
];

/** What to do when a resource runs out. What Parley does not have yet is called so. */
export const REMEDIES: Readonly<Record<Resource, string>> = {
  'CPU of the realtime nodes': 'more realtime nodes',
  'CPU of the message nodes': 'more message nodes',
  'CPU of one PostgreSQL primary':
    'shard the message schema by `chat_id`, which leads every key of it (Citus, or a primary for each range of partitions: not built); give each service a database of its own first',
  'CPU of NATS': 'more NATS servers; then an account, or a NATS cluster, for each range of users',
  'memory of a NATS server (interest)':
    'every server of a full mesh knows every subject: address nodes instead of people (`live.node.<id>`, with presence as the directory of who is where: not built), or a NATS cluster for each range of users, joined by gateways in interest-only mode',
  'subscription changes at a NATS server': 'the same: nodes as subjects change only when a process starts',
  'connections to one PostgreSQL primary':
    'lower PARLEY_POSTGRES_CONNECTIONS (batches need few), then a pooler in transaction mode for all but migrations and relay, then shards',
  'RPC connections of one message node':
    'let each node call a subset of the others (deterministic subsetting over the same rendezvous order: not built)',
  'partitions for message nodes':
    'more partitions: one constant, packages/rpc/partition.ts, changed with a rolling restart, as any instance is correct for any chat',
  'network of a realtime node': 'more realtime nodes; compression of frames',
  'memory of a realtime node': 'more realtime nodes',
  'disk of one PostgreSQL primary': 'faster disks, then shards; old partitions to other tablespaces',
  'taking in the clients of a dead node': 'more realtime nodes, with fewer connections each',
  'Redis commands of presence': 'Redis Cluster: keys of presence hold one user each and spread by themselves',
};
