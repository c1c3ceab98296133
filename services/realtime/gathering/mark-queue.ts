import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';

export type MarkKind = 'read' | 'delivered';

export interface MarkQueue {
  /** Moves a person's watermark in a chat forward, soon. */
  mark(kind: MarkKind, userId: string, chatId: string, upToSeq: number): void;
  /** Passes on what waits, now. */
  flush(): Promise<void>;
}

interface Mark {
  readonly userId: string;
  readonly chatId: string;
  upToSeq: number;
}

/** How long receipts gather, ms: less than a person notices, long enough for many to become one. */
const GATHER_MS = 25;

/** Receipts are watermarks: of those that come together for one person and chat only the highest counts (B3). */
export function createMarkQueue(
  messages: Pick<ServiceClient<typeof MessageService>, 'markRead' | 'markDelivered'>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): MarkQueue {
  const waiting = { read: new Map<string, Mark>(), delivered: new Map<string, Mark>() };
  let scheduled = false;

  async function pass(kind: MarkKind): Promise<void> {
    const marks = [...waiting[kind].values()];
    if (marks.length === 0) return;
    waiting[kind] = new Map();
    try {
      await messages[kind === 'read' ? 'markRead' : 'markDelivered']({ marks }, serviceCall('realtime'));
    } catch (error) {
      // Clients repeat their watermarks after each reconnect, so nothing is lost for good.
      logger.warn({ err: error, marks: marks.length }, 'receipts could not be passed on');
    }
  }

  async function flush(): Promise<void> {
    scheduled = false;
    await Promise.all([pass('read'), pass('delivered')]);
  }

  return {
    mark(kind, userId, chatId, upToSeq) {
      const key = `${chatId}${userId}`;
      const mark = waiting[kind].get(key);
      if (mark === undefined) waiting[kind].set(key, { userId, chatId, upToSeq });
      else if (upToSeq > mark.upToSeq) mark.upToSeq = upToSeq;
      if (scheduled) return;
      scheduled = true;
      clock.schedule(GATHER_MS, () => void flush());
    },
    flush,
  };
}
