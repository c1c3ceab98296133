import costs from './costs.json';

/** What each hop costs. One file holds all figures; `machine` says where they were taken, and whether they are measured at all. */
export interface Costs {
  readonly measured: boolean;
  readonly machine: string;
  /** CPU time of one message between two people on different nodes, both acknowledgement and delivery included; receipts are not. */
  readonly cpuMicrosecondsPerDirectMessage: Readonly<Record<'realtime' | 'message' | 'postgres' | 'nats' | 'gateway', number>>;
  /** CPU time of single steps, for what is not a direct message. */
  readonly cpuMicroseconds: Readonly<Record<'natsPublication' | 'natsDelivery' | 'socketDelivery' | 'mark' | 'connect', number>>;
  /** On the wire, on disk or in memory. */
  readonly bytes: Readonly<Record<'frame' | 'natsHead' | 'row' | 'mark' | 'subscription' | 'connection', number>>;
}

export const COSTS: Costs = costs;
