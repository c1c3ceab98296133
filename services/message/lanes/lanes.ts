import { chatPartition } from '@parley/rpc/partition';
import { createLane, type Lane, type LaneContext } from './lane.ts';
import type { Passenger } from './passenger.ts';

export interface Lanes {
  push(passenger: Passenger): void;
  /** Whether any lane is crowded: work that can wait makes way. */
  readonly crowded: boolean;
  /** Resolves when all lanes are empty. */
  settled(): Promise<void>;
}

/** `count` writers side by side, each with the chats of its share of the partitions. */
export function createLanes(count: number, context: LaneContext): Lanes {
  const lanes: readonly Lane[] = Array.from({ length: count }, () => createLane(context));
  return {
    push(passenger) {
      lanes[chatPartition(passenger.message.chatId) % count]?.push(passenger);
    },
    get crowded() {
      return lanes.some((lane) => lane.crowded);
    },
    async settled() {
      await Promise.all(lanes.map((lane) => lane.settled()));
    },
  };
}
