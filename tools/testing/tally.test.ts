import { describe, expect, test } from 'bun:test';
import { addUp, readBunSummary, readPlaywrightReport } from './tally.ts';

describe('the summary of bun test', () => {
  test('is read from its end', () => {
    const output =
      '(pass) 3 fail\n\n 1020 pass\n 1 skip\n 2 todo\n 4 fail\n 9 expect() calls\nRan 1027 tests across 2 files. [9.00ms]\n';
    expect(readBunSummary(output, 1)).toEqual({ passed: 1020, failed: 4, notRun: ['3 tests of bun test were skipped'] });
  });

  test('counts a crash without a summary as a failure', () => {
    expect(readBunSummary('panic', 132)).toEqual({ passed: 0, failed: 1, notRun: [] });
  });
});

describe('the report of Playwright', () => {
  test('counts a flaky test as failed', () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 } };
    expect(readPlaywrightReport(report, 1)).toEqual({ passed: 7, failed: 2, notRun: ['2 browser tests were skipped'] });
  });

  test('missing, is a failure', () => {
    expect(readPlaywrightReport(undefined, 1).failed).toBe(1);
  });
});

test('tallies add up', () => {
  const one = { passed: 1, failed: 0, notRun: ['a'] };
  expect(addUp([one, { passed: 2, failed: 3, notRun: ['b'] }])).toEqual({ passed: 3, failed: 3, notRun: ['a', 'b'] });
});
