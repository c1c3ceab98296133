import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import { AppError } from '@parley/kernel/errors';
import type { Draft, MessageService, SendResult } from '@parley/proto/parley/message/v1/message_pb';
import { chatPartition } from '@parley/rpc/partition';

export type SendOutcome = Plain<SendResult>;

interface Waiting {
  readonly drafts: Plain<Draft>[];
  readonly done: ((outcome: SendOutcome) => void)[];
}

export interface SendQueue {
  /** Sends a message; `done` is called once it is durable or refused, never before. */
  push(draft: Plain<Draft>, done: (outcome: SendOutcome) => void): void;
  /** Resolves when every send is answered. */
  settled(): Promise<void>;
}

/** Messages that come in one turn of the event loop travel in this many calls, each with the chats of its share of the partitions. */
const GROUPS = 4;
/**
 * While so many calls are under way those that answer set the pace, and what comes next is gathered for that many ms instead of one turn of the
 * event loop: fewer calls then carry more.
 */
const CROWD = { calls: 4 * GROUPS, pause: 4 };
/** How long an answer is waited for, ms. */
const PATIENCE_MS = 15_000;

/** Gathers the sends of all connections, so that they reach the message service, and the database, as a few batches. */
export function createSendQueue(messages: Pick<ServiceClient<typeof MessageService>, 'send'>, clock: Clock): SendQueue {
  const groups: (Waiting | undefined)[] = new Array(GROUPS).fill(undefined);
  const underWay = new Set<Promise<void>>();
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    for (const [index, group] of groups.entries()) {
      if (group === undefined) continue;
      groups[index] = undefined;
      const call = deliver(group).finally(() => underWay.delete(call));
      underWay.add(call);
    }
  }

  async function deliver({ drafts, done }: Waiting): Promise<void> {
    try {
      const { results } = await messages.send({ drafts }, { ...serviceCall('realtime'), deadline: clock.now() + PATIENCE_MS });
      for (const [index, answer] of done.entries()) answer(results[index] ?? UNANSWERED);
    } catch (error) {
      const outcome =
        error instanceof AppError ? { ...UNANSWERED, errorCode: error.code, errorMessage: error.message } : UNANSWERED;
      for (const answer of done) answer(outcome);
    }
  }

  return {
    push(draft, done) {
      const index = chatPartition(draft.chatId) % GROUPS;
      groups[index] ??= { drafts: [], done: [] };
      groups[index].drafts.push(draft);
      groups[index].done.push(done);
      if (scheduled) return;
      scheduled = true;
      if (underWay.size < CROWD.calls) setImmediate(flush);
      else clock.schedule(CROWD.pause, flush);
    },
    async settled() {
      while (scheduled || underWay.size > 0) {
        await new Promise((resolve) => setImmediate(resolve));
        await Promise.all(underWay);
      }
    },
  };
}

/** Whether it was written is unknown; the same client message id finds out. */
const UNANSWERED: SendOutcome = { seq: 0, createdAt: 0, duplicate: false, errorCode: 'internal.unavailable', errorMessage: '' };
