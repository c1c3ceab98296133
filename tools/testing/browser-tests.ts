import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../tests/e2e/support/chromium.ts';
import { readPlaywrightReport, type Tally } from './tally.ts';

const CONFIG = 'playwright.config.ts';

/**
 * Runs the tests in a browser, on Node, as Playwright wants it. Without a Chromium they can't run: that is said, and in CI it is a
 * failure. The Chromium found is passed on as `PARLEY_CHROMIUM`.
 */
export async function runBrowserTests(root: string, env: Readonly<Record<string, string | undefined>>): Promise<Tally> {
  const notRun = (reason: string): Tally => ({
    passed: 0,
    failed: env.CI === undefined ? 0 : 1,
    failures: [],
    notRun: [`the browser tests: ${reason}`],
  });
  let chromium: string;
  try {
    chromium = findChromium();
  } catch (error) {
    return notRun(error instanceof Error ? error.message : String(error));
  }

  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  const report = join(folder, 'report.json');
  try {
    const child = Bun.spawn([join(root, 'node_modules/.bin/playwright'), 'test', '--config', CONFIG, '--reporter=list,json'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...env, PARLEY_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    });
    const exitCode = await child.exited;
    return readPlaywrightReport(existsSync(report) ? await Bun.file(report).json() : undefined, exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
