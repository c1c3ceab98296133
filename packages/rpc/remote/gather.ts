import type { Call } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { Address } from './address.ts';
import type { SplitRoute } from './routing.ts';

/** Calls to one address that may be under way before what comes next waits for company: one that is worked on, and the next. */
const UNDER_WAY = 2;
/** Items under way to one address from which on the next call waits for all of them: in a flood fewer calls then carry more. */
const LARGE = 128;
/** Ms that a batch waits for company at the most, so that a slow answer to one holds up nobody for long. */
const WAIT = 100;
/** Items and characters of one call at the most. */
const FULL = { items: 512, weight: 1024 * 1024 };

/** A batch on its way to an address. */
interface Waiting {
  readonly items: readonly unknown[];
  readonly weight: number;
  readonly partition: number;
  readonly call: Call;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue {
  waiting: Waiting[];
  underWay: number;
  /** Items of the calls that are under way. */
  itemsUnderWay: number;
  scheduled: boolean;
  cancelWait: (() => void) | undefined;
}

export type SendBatch = (request: unknown, call: Call, partition: number) => Promise<unknown>;

/**
 * Puts batches that go to the same address at about the same time into one call, as a call costs as much as a dozen of its items. Under load
 * calls grow by themselves: what comes while two are under way rides in the next. Only calls that services make in their own name share one.
 *
 * @param send Makes the call. Where it fails, it fails for all that share it.
 */
export function gatherBatches(route: SplitRoute, clock: Clock, send: SendBatch) {
  const queues = new Map<string, Queue>();

  function flush(key: string, queue: Queue): void {
    queue.scheduled = false;
    queue.cancelWait?.();
    queue.cancelWait = undefined;
    while (queue.waiting.length > 0) depart(key, queue, takeFull(queue));
  }

  function depart(key: string, queue: Queue, batches: readonly Waiting[]): void {
    const [first] = batches;
    if (first === undefined) return;
    // Each of them is still waited for by its own maker, who gives up when its time has come.
    const deadlines = batches.map(({ call }) => call.deadline ?? Infinity);
    const deadline = Math.max(...deadlines);
    const call = { ...first.call, deadline: deadline === Infinity ? undefined : deadline };
    const items = batches.length === 1 ? first.items : batches.flatMap((batch) => batch.items);
    queue.underWay += 1;
    queue.itemsUnderWay += items.length;
    send(route.part(items), call, first.partition).then(
      (answer) => {
        land(key, queue, items.length);
        let from = 0;
        for (const batch of batches) {
          batch.resolve(route.share(answer, from, batch.items.length));
          from += batch.items.length;
        }
      },
      (error: unknown) => {
        land(key, queue, items.length);
        for (const batch of batches) batch.reject(error);
      },
    );
  }

  function land(key: string, queue: Queue, items: number): void {
    queue.underWay -= 1;
    queue.itemsUnderWay -= items;
    if (queue.waiting.length > 0) {
      if (hasRoom(queue)) flush(key, queue);
    } else if (queue.underWay === 0) queues.delete(key);
  }

  const hasRoom = (queue: Queue): boolean => queue.underWay < UNDER_WAY && queue.itemsUnderWay < LARGE;

  function queueOf(key: string): Queue {
    const known = queues.get(key);
    if (known !== undefined) return known;
    const queue: Queue = { waiting: [], underWay: 0, itemsUnderWay: 0, scheduled: false, cancelWait: undefined };
    queues.set(key, queue);
    return queue;
  }

  /** Sends some items of one partition's address, alone or in company. */
  return (items: readonly unknown[], call: Call, address: Address | undefined, partition: number): Promise<unknown> => {
    if (call.caller.kind !== 'service') return send(route.part(items), call, partition);
    const key = `${address?.url} ${call.caller.name}`;
    const queue = queueOf(key);
    const weight = items.reduce((sum: number, item) => sum + route.weightOf(item), 0);
    return new Promise((resolve, reject) => {
      queue.waiting.push({ items, weight, partition, call, resolve, reject });
      if (queue.scheduled) return;
      if (hasRoom(queue)) {
        queue.scheduled = true;
        queueMicrotask(() => flush(key, queue));
      } else {
        queue.cancelWait ??= clock.schedule(WAIT, () => flush(key, queue));
      }
    });
  };
}

/** The first batches that fit into one call; at least one. */
function takeFull(queue: Queue): Waiting[] {
  let items = 0;
  let weight = 0;
  const fits = queue.waiting.findIndex((batch) => {
    items += batch.items.length;
    weight += batch.weight;
    return items > FULL.items || weight > FULL.weight;
  });
  return queue.waiting.splice(0, fits === -1 ? queue.waiting.length : Math.max(1, fits));
}
