/** What came of some tests. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What was left out, and why. In CI that is a failure, as nobody is there to read it. */
  readonly notRun: readonly string[];
}

export function addUp(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    notRun: tallies.flatMap(({ notRun }) => notRun),
  };
}

/**
 * Reads the summary that `bun test` ends with (` 12 pass`, ` 1 fail`, ` 2 skip`, ` 1 todo`). A run that ended badly without saying
 * which test failed counts as one failure.
 */
export function readBunSummary(output: string, exitCode: number): Tally {
  const count = (word: string): number => Number(new RegExp(`^ *(\\d+) ${word}$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail');
  const skipped = count('skip') + count('todo');
  return {
    passed: count('pass'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    notRun: skipped === 0 ? [] : [`${skipped} tests of bun test were skipped`],
  };
}

/** Reads the `stats` of Playwright's JSON report. */
export function readPlaywrightReport(report: unknown, exitCode: number): Tally {
  const stats = (report as { stats?: { expected?: number; unexpected?: number; flaky?: number; skipped?: number } } | undefined)
    ?.stats;
  // A flaky test passed at a second try: it failed.
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  const skipped = stats?.skipped ?? 0;
  return {
    passed: stats?.expected ?? 0,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    notRun: skipped === 0 ? [] : [`${skipped} browser tests were skipped`],
  };
}
