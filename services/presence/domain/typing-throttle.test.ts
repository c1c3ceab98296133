import { describe, expect, test } from 'bun:test';
import { PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import { createTypingThrottle } from './typing-throttle.ts';

const sign = (userId: string, active = true, chatId = 'c') => ({ userId, chatId, active });

describe('throttling typing (P5)', () => {
  test('the same again passes after a second, a stop at once', () => {
    const throttle = createTypingThrottle();
    expect(throttle.passes(sign('a'), 2, 0)).toBe(true);
    expect(throttle.passes(sign('a'), 2, 999)).toBe(false);
    expect(throttle.passes(sign('a'), 2, 1_000)).toBe(true);
    expect(throttle.passes(sign('a', false), 2, 1_001)).toBe(true);
    expect(throttle.passes(sign('a'), 2, 1_002)).toBe(true);
  });

  test('others and other chats are not held back', () => {
    const throttle = createTypingThrottle();
    expect([sign('a'), sign('b'), sign('a', true, 'd')].map((one) => throttle.passes(one, 2, 0))).toEqual([true, true, true]);
  });

  test('what nobody sees needs no stop: never begun, stopped already, or lapsed', () => {
    const throttle = createTypingThrottle();
    expect(throttle.passes(sign('a', false), 2, 0)).toBe(false);
    throttle.passes(sign('a'), 2, 0);
    expect(throttle.passes(sign('a', false), 2, 1)).toBe(true);
    expect(throttle.passes(sign('a', false), 2, 2)).toBe(false);
    throttle.passes(sign('a'), 2, 10);
    expect(throttle.passes(sign('a', false), 2, 10 + 5_000)).toBe(false);
  });

  test('a large chat gets one sign a second, whoever types', () => {
    const throttle = createTypingThrottle();
    expect(throttle.passes(sign('a'), PUBLISH_BY_CHAT_FROM, 0)).toBe(true);
    expect(throttle.passes(sign('b'), PUBLISH_BY_CHAT_FROM, 999)).toBe(false);
    expect(throttle.passes(sign('b'), PUBLISH_BY_CHAT_FROM, 1_000)).toBe(true);
  });
});
