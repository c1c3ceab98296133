import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Consumer, ConsumerOptions, DomainEvent, EventBus } from './events.ts';

/** A bus whose stream `CHATS` is provided, and what tests need to know of it. */
export interface EventsSetup {
  readonly bus: EventBus;
  /** Whether an event that failed holds up the later ones of its key; not so where consumers compete. */
  readonly ordered: boolean;
  /** Commits events to `CHATS`. */
  publish(...events: DomainEvent[]): Promise<void>;
  /** A bus of another process on the same stored state; the one before was stopped, or is as good as killed. */
  successor(): Promise<EventBus>;
  /** What a consumer's failures were set aside as, once there are so many. */
  buried(
    durable: string,
    count: number,
  ): Promise<{ readonly event: DomainEvent; readonly reason: string; readonly attempts: number }[]>;
  close(): Promise<void>;
}

let made = 0;

function event(subject: string, key = 'k'): DomainEvent {
  made++;
  return { id: Bun.randomUUIDv7(), subject, key, at: 1_700_000_000_000 + made, payload: { n: made } };
}

/** A handler's calls, which a test can wait for. */
function recorder(): {
  readonly seen: DomainEvent[];
  take(events: readonly DomainEvent[]): void;
  until(count: number): Promise<void>;
} {
  const seen: DomainEvent[] = [];
  let waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  return {
    seen,
    take(events) {
      seen.push(...events);
      for (const waiter of waiters) if (seen.length >= waiter.count) waiter.resolve();
      waiters = waiters.filter(({ count }) => seen.length < count);
    },
    async until(count) {
      if (seen.length >= count) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.push({ count, resolve });
      await promise;
    },
  };
}

/** What every adapter of the event bus must do. */
export function eventsConformance(name: string, open: () => Promise<EventsSetup>): void {
  describe(`event bus: ${name}`, () => {
    let setup: EventsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const options = (more: Partial<ConsumerOptions> = {}): ConsumerOptions => ({
      stream: 'CHATS',
      durable: 'tester',
      subjects: ['chat.a', 'chat.b'],
      ...more,
    });

    test('a consumer gets the subjects it wants, whole and in order, what came before it included', async () => {
      const events = [
        event('chat.a'),
        event('chat.c'),
        event('chat.b', 'other'),
        { ...event('chat.a'), traceparent: '00-1-2-01' },
      ];
      const [first, unwanted, second, third] = events as [DomainEvent, DomainEvent, DomainEvent, DomainEvent];
      await setup.publish(first, unwanted);
      const record = recorder();
      await setup.bus.consume(options(), async (got) => record.take(got));
      await setup.publish(second);
      await setup.publish(third);
      await record.until(3);
      expect(record.seen).toEqual([first, second, third]);
    });

    test('every consumer gets every event', async () => {
      const records = [recorder(), recorder()];
      for (const [n, record] of records.entries()) {
        await setup.bus.consume(options({ durable: `tester${n}` }), async (got) => record.take(got));
      }
      const events = [event('chat.a'), event('chat.a')];
      await setup.publish(...events);
      await Promise.all(records.map((record) => record.until(2)));
      expect(records.map(({ seen }) => seen)).toEqual([events, events]);
    });

    test('no call gets more than the batch, and calls do not overlap', async () => {
      const record = recorder();
      let running = 0;
      const sizes: number[] = [];
      await setup.publish(...Array.from({ length: 25 }, () => event('chat.a')));
      await setup.bus.consume(options({ batch: 10 }), async (got) => {
        sizes.push(got.length);
        expect(++running).toBe(1);
        await Bun.sleep(0);
        running--;
        record.take(got);
      });
      await record.until(25);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    });

    test('a consumer goes on where it stopped, in another process too', async () => {
      const record = recorder();
      const handle = async (got: readonly DomainEvent[]): Promise<void> => record.take(got);
      const [first, second, third] = [event('chat.a'), event('chat.a'), event('chat.a')];
      const consumer = await setup.bus.consume(options(), handle);
      await setup.publish(first);
      await record.until(1);
      await consumer.stop();
      await setup.publish(second);
      const again = await (await setup.successor()).consume(options(), handle);
      await setup.publish(third);
      await record.until(3);
      await again.stop();
      expect(record.seen).toEqual([first, second, third]);
    });

    test('what was not acknowledged when its process died is delivered again', async () => {
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      await setup.publish(event('chat.a'), event('chat.b'));
      void setup.bus.consume(options(), () => {
        reach();
        return new Promise(() => undefined);
      });
      await reached;
      const record = recorder();
      await (await setup.successor()).consume(options(), async (got) => record.take(got));
      await record.until(2);
      expect(record.seen.map(({ subject }) => subject)).toEqual(['chat.a', 'chat.b']);
    });

    test('a failed event is tried again, before any later one of its key where order is kept', async () => {
      const record = recorder();
      const tries: string[] = [];
      const [bad, good] = [event('chat.a'), event('chat.b')];
      await setup.bus.consume(options({ batch: 1 }), async (got) => {
        tries.push(...got.map(({ id }) => id));
        if (got[0]?.id === bad.id && tries.filter((id) => id === bad.id).length < 3) throw new Error('not yet');
        record.take(got);
      });
      await setup.publish(bad, good);
      await record.until(2);
      expect(tries.filter((id) => id === bad.id)).toHaveLength(3);
      expect(record.seen.map(({ id }) => id).sort()).toEqual([bad.id, good.id].sort());
      if (setup.ordered) expect(tries).toEqual([bad.id, bad.id, bad.id, good.id]);
    });

    test('an event that keeps failing is set aside alone, and the rest of its batch is dealt with', async () => {
      const record = recorder();
      const [before, bad, after] = [event('chat.a'), event('chat.b'), event('chat.a')];
      await setup.publish(before, bad, after);
      await setup.bus.consume(options({ maxAttempts: 2 }), async (got) => {
        if (got.some(({ id }) => id === bad.id)) throw new Error('never');
        record.take(got);
      });
      await record.until(2);
      expect(record.seen).toEqual([before, after]);
      expect(await setup.buried('tester', 1)).toEqual([{ event: bad, reason: 'never', attempts: 2 }]);
    });

    test('stopping waits for the call under way, after which none starts', async () => {
      const order: string[] = [];
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      const consumer: Consumer = await setup.bus.consume(options({ batch: 1 }), async () => {
        order.push('call');
        reach();
        await mayEnd;
        order.push('called');
      });
      await setup.publish(event('chat.a'), event('chat.a'));
      await reached;
      const stopped = consumer.stop().then(() => order.push('stopped'));
      end();
      await stopped;
      expect(order).toEqual(['call', 'called', 'stopped']);
    });

    test('stopping does not wait for the next try', async () => {
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      const consumer = await setup.bus.consume(options({ maxAttempts: 1_000 }), async () => {
        reach();
        throw new Error('always');
      });
      await setup.publish(event('chat.a'));
      await reached;
      await consumer.stop();
      expect(await setup.buried('tester', 0)).toEqual([]);
    });
  });
}
