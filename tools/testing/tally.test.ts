import { describe, expect, test } from 'bun:test';
import { addUp, readBunSummary, readPlaywrightReport } from './tally.ts';

describe('the summary of bun test', () => {
  test('is read from its end', () => {
    const output =
      'a.test.ts:\n(pass) 3 fail\n\n 1020 pass\n 1 skip\n 2 todo\n 4 fail\n 9 expect() calls\nRan 1027 tests across 2 files. [9.00ms]\n';
    expect(readBunSummary(output, 1)).toMatchObject({ passed: 1020, failed: 4, notRun: ['3 tests of bun test were skipped'] });
  });

  test('counts a crash without a summary as a failure', () => {
    expect(readBunSummary('panic', 132)).toEqual({ passed: 0, failed: 1, failures: ['panic'], notRun: [] });
  });

  test('has what each failed test printed, and nothing of the others', () => {
    const output =
      'a.test.ts:\nnoise\n(pass) one [1.00ms]\nerror: expected 1\n  at a.test.ts:3\n(fail) two [2.00ms]\n\nb.test.ts:\n(fail) three\n\n' +
      '2 tests failed:\n(fail) two [2.00ms]\n(fail) three\n\n 1 pass\n 2 fail\n';
    expect(readBunSummary(output, 1).failures).toEqual([
      'a.test.ts:\nerror: expected 1\n  at a.test.ts:3\n(fail) two [2.00ms]',
      'b.test.ts:\n(fail) three',
    ]);
  });
});

describe('the report of Playwright', () => {
  test('counts a flaky test as failed', () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 } };
    expect(readPlaywrightReport(report, 1)).toEqual({
      passed: 7,
      failed: 2,
      failures: [],
      notRun: ['2 browser tests were skipped'],
    });
  });

  test('has the errors of the failed tests', () => {
    const failed = {
      title: 'chats',
      file: 'chat.e2e.ts',
      tests: [{ status: 'unexpected', results: [{ error: { message: 'lost' } }] }],
    };
    const fine = { title: 'sleeps', file: 'chat.e2e.ts', tests: [{ status: 'expected', results: [{}] }] };
    const report = { stats: { expected: 1, unexpected: 1 }, suites: [{ specs: [fine], suites: [{ specs: [failed] }] }] };
    expect(readPlaywrightReport(report, 1).failures).toEqual(['chat.e2e.ts: chats\nlost']);
  });

  test('missing, is a failure', () => {
    expect(readPlaywrightReport(undefined, 1).failed).toBe(1);
  });
});

test('tallies add up', () => {
  const one = { passed: 1, failed: 0, failures: ['x'], notRun: ['a'] };
  expect(addUp([one, { passed: 2, failed: 3, failures: ['y'], notRun: ['b'] }])).toEqual({
    passed: 3,
    failed: 3,
    failures: ['x', 'y'],
    notRun: ['a', 'b'],
  });
});
