import { expect, test } from 'bun:test';
import { currentTraceparent, inSpan } from './tracing.ts';

test('without a tracing SDK a span is a plain call', async () => {
  expect(await inSpan('work', {}, () => Promise.resolve(7))).toBe(7);
  await expect(inSpan('work', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(currentTraceparent()).toBeUndefined();
});
