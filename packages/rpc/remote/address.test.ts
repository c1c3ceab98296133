import { expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import { createAddress } from './address.ts';
import { slots } from './slots.ts';
import { TransportFault } from './transport-fault.ts';

const DESTINATION = { url: 'http://10.0.0.7:9084', host: 'message-service', authority: 'message-service:9084' };
const refused = () => new TransportFault('refused', 'nobody is there');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('an address is looked at until it answers, also where a call fails while a slow look is under way', async () => {
  const clock = manualClock();
  const looks: PromiseWithResolvers<void>[] = [];
  const address = createAddress(DESTINATION, {
    clock,
    everywhere: slots(256),
    onChange: () => undefined,
    probe() {
      const look = Promise.withResolvers<void>();
      looks.push(look);
      return look.promise;
    },
  });
  const call = Promise.withResolvers<never>();
  const slowCall = address.run(true, 60_000, () => call.promise).catch(() => 'failed');
  await address.run(true, 60_000, () => Promise.reject(refused())).catch(() => 'failed');
  expect(address.usable).toBe(false);

  clock.advance(100);
  await turn();
  expect(looks).toHaveLength(1);
  // The older call fails only now, and the look takes longer than the next one was to wait.
  call.reject(refused());
  await slowCall;
  clock.advance(2_000);
  await turn();
  looks[0]?.reject(refused());
  await turn();
  clock.advance(2_000);
  await turn();
  expect(looks.length).toBeGreaterThan(1);
  looks.at(-1)?.resolve();
  await turn();
  expect(address.usable).toBe(true);
  address.stop();
  expect(clock.pending).toBe(0);
});
