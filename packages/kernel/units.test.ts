import { expect, test } from 'bun:test';
import { formatBytes, formatDuration, parseBytes, parseDuration } from './units.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['1.5h', 5_400_000],
  ['7 d', 604_800_000],
  ['250', 250],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', 's', '5 weeks', '-1s', '1e3', 'soon'])('%p is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ['64KiB', 65_536],
  ['10MB', 10_000_000],
  ['512', 512],
  ['2gib', 2_147_483_648],
])('%s is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test('amounts are written in the largest unit that divides them', () => {
  expect([900_000, 1500, 0].map(formatDuration)).toEqual(['15m', '1500ms', '0']);
  expect([65_536, 10_000_000, 1000].map(formatBytes)).toEqual(['64KiB', '10MB', '1kB']);
});
