/** What came of some tests. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What each failed test printed, with its name, for whoever reads only the end. */
  readonly failures: readonly string[];
  /** What was left out, and why. In CI that is a failure, as nobody is there to read it. */
  readonly notRun: readonly string[];
}

export function addUp(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
    notRun: tallies.flatMap(({ notRun }) => notRun),
  };
}

/** Lines of a failed test's output that are repeated: an error with its source lines and stack, and what was logged just before. */
const REPEATED_LINES = 60;

/** The end of what was printed before each `(fail)` since the last test that ended or file that began, and the line itself. */
function readBunFailures(output: string): string[] {
  const failures: string[] = [];
  let block: string[] = [];
  let file = '';
  for (const line of output.split('\n')) {
    const name = /^(\S+\.[jt]sx?):$/.exec(line)?.[1];
    if (name !== undefined) file = name;
    // The summary at the end names the failures of a long run once more, without what they printed.
    if (/^ *\d+ pass$|^\d+ tests failed:$/.test(line)) break;
    if (line.startsWith('(fail)')) failures.push([`${file}:`, ...block.slice(-REPEATED_LINES), line].join('\n'));
    if (name !== undefined || line.startsWith('(pass)') || line.startsWith('(fail)')) block = [];
    else block.push(line);
  }
  return failures;
}

/**
 * Reads the summary that `bun test` ends with (` 12 pass`, ` 1 fail`, ` 2 skip`, ` 1 todo`). A run that ended badly without saying
 * which test failed counts as one failure, and the end of what it printed is repeated.
 */
export function readBunSummary(output: string, exitCode: number): Tally {
  const count = (word: string): number => Number(new RegExp(`^ *(\\d+) ${word}$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail');
  const skipped = count('skip') + count('todo');
  const failures = readBunFailures(output);
  return {
    passed: count('pass'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    failures: failures.length === 0 && exitCode !== 0 ? [output.split('\n').slice(-REPEATED_LINES).join('\n')] : failures,
    notRun: skipped === 0 ? [] : [`${skipped} tests of bun test were skipped`],
  };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  readonly stats?: {
    readonly expected?: number;
    readonly unexpected?: number;
    readonly flaky?: number;
    readonly skipped?: number;
  };
}

function readPlaywrightFailures({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => [`${file}: ${title}`, ...results.map(({ error }) => error?.message ?? 'no message')].join('\n')),
  );
  return [...own, ...suites.flatMap(readPlaywrightFailures)];
}

/** Reads the `stats` and the failed tests of Playwright's JSON report. */
export function readPlaywrightReport(report: unknown, exitCode: number): Tally {
  const { stats, ...suite } = (report ?? {}) as PlaywrightReport;
  // A flaky test passed at a second try: it failed.
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  const skipped = stats?.skipped ?? 0;
  return {
    passed: stats?.expected ?? 0,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    failures: readPlaywrightFailures(suite),
    notRun: skipped === 0 ? [] : [`${skipped} browser tests were skipped`],
  };
}
