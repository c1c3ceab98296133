import { expect, test } from 'bun:test';
import { createReport } from './report.ts';

test('the last word about a person counts, and a page holds so many', () => {
  const report = createReport();
  report.note('a', true);
  report.note('b', true);
  report.note('a', false);
  report.note('c', true);
  expect(report.take(2)).toEqual({ online: ['b'], offline: ['a'] });
  expect(report.size).toBe(1);
  expect(report.take(2)).toEqual({ online: ['c'], offline: [] });
  expect(report.take(2)).toEqual({ online: [], offline: [] });
});

test('what could not be said comes again, unless there is news', () => {
  const report = createReport();
  report.note('a', true);
  report.note('b', false);
  const page = report.take(10);
  report.note('a', false);
  report.giveBack(page);
  expect(report.take(10)).toEqual({ online: [], offline: ['a', 'b'] });
});
