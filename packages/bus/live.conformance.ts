import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { LiveBus, LiveMessage } from './live.ts';

/** Two ends of one live bus (of one process, or of two connections), and how to wait until all that was published has arrived. */
export interface LiveSetup {
  readonly here: LiveBus;
  readonly there: LiveBus;
  settle(): Promise<void>;
  close(): Promise<void>;
}

const frame = (text: string): LiveMessage => ({ kind: 'frame', frame: text });

/** What every adapter of the live bus must do. */
export function liveConformance(name: string, open: () => Promise<LiveSetup>): void {
  describe(`live bus: ${name}`, () => {
    let bus: LiveSetup;
    beforeEach(async () => {
      bus = await open();
    });
    afterEach(() => bus.close());

    function collect(on: LiveBus, subject: string): { readonly seen: LiveMessage[]; readonly stop: () => void } {
      const seen: LiveMessage[] = [];
      return { seen, stop: on.subscribe(subject, (message) => seen.push(message)) };
    }

    test('every kind of message arrives as it was, at every subscriber of its subject and nowhere else', async () => {
      const messages: LiveMessage[] = [
        { kind: 'frame', frame: '{"type":"x","text":"čau \\u0000 👋"}', exceptConnection: 'c1' },
        { kind: 'chat.joined', chatId: 'a' },
        { kind: 'chat.left', chatId: 'a' },
        { kind: 'session.revoked', sessionId: 's', userId: 'u' },
        { kind: 'chat.changed', chatId: 'a' },
        { kind: 'visibility.changed', userId: 'u', viewerId: 'v' },
      ];
      const first = collect(bus.here, 'live.user.1');
      const second = collect(bus.there, 'live.user.1');
      const other = collect(bus.there, 'live.user.2');
      await bus.settle();
      for (const message of messages) bus.here.publish('live.user.1', message);
      await bus.settle();
      expect(first.seen).toEqual(messages);
      expect(second.seen).toEqual(messages);
      expect(other.seen).toEqual([]);
    });

    test('it says that it is connected, and tells of no gap while it is', async () => {
      let gaps = 0;
      const stop = bus.there.onGap(() => void gaps++);
      bus.here.publish('live.chat.1', frame('x'));
      await bus.settle();
      expect([bus.here.connected(), bus.there.connected(), gaps]).toEqual([true, true, 0]);
      stop();
      stop();
    });

    test('what was published is with the others soon after it was passed on', async () => {
      const { seen } = collect(bus.there, 'live.chat.1');
      await bus.settle();
      bus.here.publish('live.chat.1', frame('x'));
      await bus.here.passedOn();
      // Whoever is told of it now comes later than it.
      await bus.there.passedOn();
      expect(seen).toEqual([frame('x')]);
    });

    test('one publisher and one subject keep their order', async () => {
      const { seen } = collect(bus.there, 'live.chat.1');
      await bus.settle();
      for (let n = 0; n < 2_000; n++) bus.here.publish('live.chat.1', frame(String(n)));
      await bus.settle();
      expect(seen).toEqual(Array.from({ length: 2_000 }, (_, n) => frame(String(n))));
    });

    test('nothing is remembered for those who come later', async () => {
      bus.here.publish('live.chat.1', frame('before'));
      await bus.settle();
      const { seen } = collect(bus.there, 'live.chat.1');
      await bus.settle();
      expect(seen).toEqual([]);
      bus.here.publish('live.chat.1', frame('after'));
      await bus.settle();
      expect(seen).toEqual([frame('after')]);
    });

    test('a subscription that ended gets nothing more; the others of the subject do', async () => {
      const ending = collect(bus.there, 'live.chat.1');
      const staying = collect(bus.there, 'live.chat.1');
      await bus.settle();
      ending.stop();
      ending.stop();
      await bus.settle();
      bus.here.publish('live.chat.1', frame('x'));
      await bus.settle();
      expect(ending.seen).toEqual([]);
      expect(staying.seen).toEqual([frame('x')]);
    });

    test('the same handler subscribed twice is called twice, and leaves one at a time', async () => {
      let calls = 0;
      const handler = (): void => void calls++;
      const stop = bus.there.subscribe('live.chat.1', handler);
      bus.there.subscribe('live.chat.1', handler);
      await bus.settle();
      bus.here.publish('live.chat.1', frame('x'));
      await bus.settle();
      expect(calls).toBe(2);
      stop();
      await bus.settle();
      bus.here.publish('live.chat.1', frame('x'));
      await bus.settle();
      expect(calls).toBe(3);
    });

    test('handlers may publish, subscribe and leave while they are called, and all see one order', async () => {
      const seen: string[] = [];
      const stop = bus.there.subscribe('live.chat.1', (message) => {
        if (message.kind !== 'frame' || message.frame !== 'first') return;
        stop();
        bus.there.publish('live.chat.1', frame('second'));
      });
      bus.there.subscribe('live.chat.1', (message) => seen.push(message.kind === 'frame' ? message.frame : ''));
      await bus.settle();
      bus.there.publish('live.chat.1', frame('first'));
      await bus.settle();
      expect(seen).toEqual(['first', 'second']);
    });
  });
}
