import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { takeFrame } from './take-frame.ts';
import type { TakeIn } from './take-in.ts';

/** Live frames that are taken in at once, at the most: a write of the store has to end some time. */
const BATCH = 200;

/** Takes live frames in, in the order they came; those that arrive during a write go into the next one together. */
export interface Inbox {
  add(frame: ServerFrame): void;
}

export function createInbox({ takeIn, onFault }: { readonly takeIn: TakeIn; readonly onFault: (error: unknown) => void }): Inbox {
  const waiting: ServerFrame[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    working = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH);
      try {
        await takeIn(async (intake) => {
          for (const frame of batch) await takeFrame(intake, frame);
        });
      } catch (error) {
        onFault(error);
      }
    }
    working = false;
  };

  return {
    add(frame) {
      waiting.push(frame);
      if (!working) void work();
    },
  };
}
