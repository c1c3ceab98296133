import { expect, test } from 'bun:test';
import { closeCodes, reconnectAfter } from './close-codes.ts';

test('codes are unique, and their range says whose fault it was', () => {
  const entries = Object.values(closeCodes);
  expect(new Set(entries.map((entry) => entry.code)).size).toBe(entries.length);
  for (const { code, reconnect } of entries) {
    const clientsFault = code < 4450 && code !== 4429;
    expect([code, clientsFault]).toEqual([code, reconnect === 'never' || reconnect === 'with_new_token']);
  }
});

test('a close that nobody named means back-off', () => {
  expect(reconnectAfter(1006)).toBe('back_off');
  expect(reconnectAfter(4501)).toBe('back_off');
  expect(reconnectAfter(4449)).toBe('never');
  expect(reconnectAfter(4401)).toBe('with_new_token');
});
