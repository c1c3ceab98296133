import { expect, test } from 'bun:test';
import type { Random } from '../random.ts';
import { afterClose } from './after-close.ts';

const half: Random = { fraction: () => 0.5, uuid: () => '' };

test.each([
  [1006, 'unreachable', 250],
  [4500, 'server-error', 250],
  [4508, 'too-slow', 250],
  [4503, 'server-draining', 500],
  [4401, 'signed-out', 0],
] as const)('a first close with %d is %s and tried again in %d ms', (code, reason, delay) => {
  expect(afterClose(code, '', 0, half)).toMatchObject({ reason, delay });
});

test.each([4400, 4413, 4409, 4444])('after %d it does not come back by itself', (code) => {
  expect(afterClose(code, '', 0, half).delay).toBeUndefined();
});

test('4401 asks for another token, and others do not', () => {
  expect(afterClose(4401, '', 0, half).newToken).toBe(true);
  expect(afterClose(4500, '', 0, half).newToken).toBe(false);
});

test('4429 waits as long as it is told to, but not for ever', () => {
  expect(afterClose(4429, 'retryAfter=7', 0, half).delay).toBe(7250);
  expect(afterClose(4429, 'retryAfter=99999999', 0, half).delay).toBe(300_250);
  expect(afterClose(4429, '', 0, half).delay).toBe(1250);
});

test('the wait grows with each failure, up to a bound, also where the first try is at once', () => {
  expect(afterClose(1006, '', 3, half).delay).toBe(2000);
  expect(afterClose(1006, '', 50, half).delay).toBe(4000);
  expect(afterClose(4503, '', 2, half).delay).toBe(1000);
});
