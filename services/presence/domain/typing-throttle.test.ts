import { describe, expect, test } from 'bun:test';
import { PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import { manualClock } from '@parley/testkit/manual-clock';
import { createTypingThrottle } from './typing-throttle.ts';

const sign = (userId: string, active = true, chatId = 'c') => ({ userId, chatId, active });

function start() {
  const clock = manualClock();
  return { clock, throttle: createTypingThrottle(clock) };
}

describe('throttling typing (P5)', () => {
  test('the same again passes after a second, a stop at once', () => {
    const { clock, throttle } = start();
    expect(throttle.passes(sign('a'), 2)).toBe(true);
    clock.advance(999);
    expect(throttle.passes(sign('a'), 2)).toBe(false);
    clock.advance(1);
    expect(throttle.passes(sign('a'), 2)).toBe(true);
    expect(throttle.passes(sign('a', false), 2)).toBe(true);
    expect(throttle.passes(sign('a'), 2)).toBe(true);
  });

  test('others and other chats are not held back', () => {
    const { throttle } = start();
    expect([sign('a'), sign('b'), sign('a', true, 'd')].map((one) => throttle.passes(one, 2))).toEqual([true, true, true]);
  });

  test('what nobody sees needs no stop: never begun, stopped already, or lapsed', () => {
    const { clock, throttle } = start();
    expect(throttle.passes(sign('a', false), 2)).toBe(false);
    throttle.passes(sign('a'), 2);
    expect(throttle.passes(sign('a', false), 2)).toBe(true);
    expect(throttle.passes(sign('a', false), 2)).toBe(false);
    throttle.passes(sign('a'), 2);
    clock.advance(5_000);
    expect(throttle.passes(sign('a', false), 2)).toBe(false);
  });

  test('a large chat gets one sign a second, whoever types', () => {
    const { clock, throttle } = start();
    expect(throttle.passes(sign('a'), PUBLISH_BY_CHAT_FROM)).toBe(true);
    clock.advance(999);
    expect(throttle.passes(sign('b'), PUBLISH_BY_CHAT_FROM)).toBe(false);
    clock.advance(1);
    expect(throttle.passes(sign('b'), PUBLISH_BY_CHAT_FROM)).toBe(true);
  });
});
