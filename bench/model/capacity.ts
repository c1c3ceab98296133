import { PARTITIONS } from '@parley/rpc/partition';
import type { Costs } from './costs.ts';
import { markFanOut, marksPerMessage, messageFanOut, subscriptionsPerNode } from './fan-out.ts';
import { peakConnects, peakRate, type Workload } from './workload.ts';

/** A size that an installation can have. */
export interface Size {
  readonly name: string;
  /** Processes of Parley; each uses one core. PostgreSQL, NATS and Redis are beside them. */
  readonly nodes: number;
  readonly connections: number;
  /** One process holds all targets and its stand-ins for the engines. */
  readonly single?: boolean;
}

/** What an installation of a size is asked for at the busiest time. */
export interface Load {
  readonly messagesPerSecond: number;
  readonly marksPerSecond: number;
  readonly connectsPerSecond: number;
  readonly publicationsPerSecond: number;
  readonly nodeDeliveriesPerSecond: number;
  readonly socketDeliveriesPerSecond: number;
  readonly natsBytesPerSecond: number;
  readonly socketBytesPerSecond: number;
  readonly rowBytesPerSecond: number;
}

/** How many nodes there are of each kind, and NATS servers. */
export interface Layout {
  readonly realtime: number;
  readonly message: number;
  readonly gateway: number;
  readonly nats: number;
}

export const RESOURCES = [
  'CPU of the realtime nodes',
  'CPU of the message nodes',
  'CPU of one PostgreSQL primary',
  'CPU of NATS',
  'memory of a NATS server (interest)',
  'subscription changes at a NATS server',
  'connections to one PostgreSQL primary',
  'RPC connections of one message node',
  'partitions for message nodes',
  'network of a realtime node',
  'memory of a realtime node',
  'disk of one PostgreSQL primary',
  'taking in the clients of a dead node',
  'Redis commands of presence',
] as const;

export type Resource = (typeof RESOURCES)[number];

/** How much of each resource is used: 1 is all of it. */
export interface Use {
  readonly resource: Resource;
  readonly share: number;
}

/** What is taken to be there, apart from cores and memory; round figures of common machines and defaults. */
export const LIMITS = {
  /** A node's part of its machine's network, in bytes/s: 8 nodes share 10 Gbit/s. */
  network: 1.25e9 / 8,
  /** Of a machine for a PostgreSQL primary, and of one for a NATS server. */
  cores: 16,
  natsMemory: 32 * 2 ** 30,
  nodeMemory: 2 * 2 ** 30,
  /** Sustained writes of a disk of the cloud or a common NVMe, bytes/s. */
  disk: 250e6,
  /** A row is written to the log and to the table, with its index entries. */
  writeAmplification: 4,
  /** Of a primary without a pooler in front. */
  postgresConnections: 500,
  /** PARLEY_POSTGRES_CONNECTIONS unless set. */
  poolSize: 12,
  rpcConnections: 4_000,
  /** Subscriptions and their ends that one NATS server takes from its clients and its peers, a second. */
  natsChanges: 200_000,
  /** Commands a second of one Redis. */
  redis: 100_000,
  /** Seconds in which the clients of a dead node must be back. */
  recovery: 10,
  /** Partitions that a message node must have, so that the fullest has not far more than the mean. */
  partitionsEach: 4,
  /** Share of memory that may be used. */
  memory: 0.6,
} as const;

const MICRO = 1e-6;
/** How nodes are divided among the targets; the rest is auth, chat, user, presence, processor, scheduler. */
const REALTIME_SHARE = 0.4;
const MESSAGE_SHARE = 0.1;
const GATEWAY_SHARE = 0.1;

export function layoutOf({ nodes, single = false }: Size): Layout {
  const some = (share: number): number => (single ? 1 : Math.max(2, Math.round(nodes * share)));
  return {
    realtime: some(REALTIME_SHARE),
    message: some(MESSAGE_SHARE),
    gateway: some(GATEWAY_SHARE),
    // One holds out long; three are for safety, and more for work.
    nats: nodes < 10 ? 1 : Math.max(3, Math.round(nodes / 100)),
  };
}

export function loadOf(size: Size, workload: Workload, { bytes }: Costs): Load {
  const { realtime } = layoutOf(size);
  const rate = peakRate(workload, size.connections);
  const message = messageFanOut(workload, realtime);
  const marks = markFanOut(workload, realtime);
  const publications = rate * (message.publications + marks.publications);
  const nodeDeliveries = rate * (message.nodeDeliveries + marks.nodeDeliveries);
  return {
    messagesPerSecond: rate,
    marksPerSecond: rate * marksPerMessage(workload),
    connectsPerSecond: peakConnects(workload, size.connections),
    publicationsPerSecond: publications,
    nodeDeliveriesPerSecond: nodeDeliveries,
    socketDeliveriesPerSecond: rate * (message.socketDeliveries + marks.socketDeliveries),
    natsBytesPerSecond:
      rate *
      ((message.publications + message.nodeDeliveries) * (bytes.frame + bytes.natsHead) +
        (marks.publications + marks.nodeDeliveries) * (bytes.mark + bytes.natsHead)),
    socketBytesPerSecond: rate * (message.socketDeliveries * bytes.frame + marks.socketDeliveries * bytes.mark),
    rowBytesPerSecond: rate * bytes.row,
  };
}

/** Cores that each kind of process needs at the busiest time. */
export function coresOf(
  size: Size,
  workload: Workload,
  costs: Costs,
): Record<'realtime' | 'message' | 'postgres' | 'nats', number> {
  const load = loadOf(size, workload, costs);
  const { cpuMicrosecondsPerDirectMessage: direct, cpuMicroseconds: step } = costs;
  const rate = load.messagesPerSecond;
  // The figure of a direct message holds two publications and two deliveries already.
  const more = (perSecond: number): number => Math.max(0, perSecond - 2 * rate);
  const nats = more(load.publicationsPerSecond) * step.natsPublication + more(load.nodeDeliveriesPerSecond) * step.natsDelivery;
  return {
    realtime:
      MICRO *
      (rate * direct.realtime +
        more(load.socketDeliveriesPerSecond) * step.socketDelivery +
        load.connectsPerSecond * step.connect),
    message:
      MICRO *
      (rate * direct.message + (load.marksPerSecond * step.mark) / 2 + more(load.publicationsPerSecond) * step.natsPublication),
    postgres: MICRO * (rate * direct.postgres + (load.marksPerSecond * step.mark) / 2),
    nats: size.single === true ? 0 : MICRO * (rate * direct.nats + nats),
  };
}

/** How much of everything is used, the scarcest first. */
export function usesOf(size: Size, workload: Workload, costs: Costs): Use[] {
  const load = loadOf(size, workload, costs);
  const layout = layoutOf(size);
  const cores = coresOf(size, workload, costs);
  const subscriptions = subscriptionsPerNode(workload, size.connections, layout.realtime);
  const each = subscriptions.users + subscriptions.chats + subscriptions.presence;
  const clustered = (share: number): number => (size.single === true ? 0 : share);
  const changesPerConnect = 2 * (1 + workload.largeChats + workload.watched);
  const clients = size.connections / layout.realtime;
  const databaseConnections = (size.single === true ? 1 : layout.message * 2) * LIMITS.poolSize;
  const bytes = load.socketBytesPerSecond + load.natsBytesPerSecond;
  const shares: Record<Resource, number> = {
    'CPU of the realtime nodes': cores.realtime / layout.realtime,
    'CPU of the message nodes': cores.message / layout.message,
    'CPU of one PostgreSQL primary': cores.postgres / LIMITS.cores,
    'CPU of NATS': clustered(cores.nats / (layout.nats * LIMITS.cores)),
    'memory of a NATS server (interest)': clustered(
      (each * layout.realtime * costs.bytes.subscription) / LIMITS.natsMemory / LIMITS.memory,
    ),
    'subscription changes at a NATS server': clustered((load.connectsPerSecond * changesPerConnect) / LIMITS.natsChanges),
    'connections to one PostgreSQL primary': databaseConnections / LIMITS.postgresConnections,
    'RPC connections of one message node': clustered((layout.realtime + layout.gateway) / LIMITS.rpcConnections),
    'partitions for message nodes': clustered((layout.message * LIMITS.partitionsEach) / PARTITIONS),
    'network of a realtime node': bytes / layout.realtime / LIMITS.network,
    'memory of a realtime node': (clients * costs.bytes.connection) / LIMITS.nodeMemory / LIMITS.memory,
    'disk of one PostgreSQL primary': (load.rowBytesPerSecond * LIMITS.writeAmplification) / LIMITS.disk,
    // The only node takes its own clients back when it has started again.
    'taking in the clients of a dead node':
      (clients * costs.cpuMicroseconds.connect * MICRO) / Math.max(1, layout.realtime - 1) / LIMITS.recovery,
    'Redis commands of presence': clustered((load.connectsPerSecond * 2) / LIMITS.redis),
  };
  return RESOURCES.map((resource) => ({ resource, share: shares[resource] })).toSorted((a, b) => b.share - a.share);
}
