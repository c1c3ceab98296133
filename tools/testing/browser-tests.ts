import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlaywrightReport, type Tally } from './tally.ts';

const CONFIGS = ['playwright.config.ts', 'tests/e2e/playwright.config.ts'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Runs the tests in a browser, on Node, as Playwright wants it. Without a Chromium they can't run: that is said, and in CI it is a
 * failure. The Chromium found is passed on as `PARLEY_CHROMIUM`.
 */
export async function runBrowserTests(root: string, env: Readonly<Record<string, string | undefined>>): Promise<Tally> {
  const notRun = (reason: string): Tally => ({
    passed: 0,
    failed: env.CI === undefined ? 0 : 1,
    notRun: [`the browser tests: ${reason}`],
  });
  const config = CONFIGS.find((path) => existsSync(join(root, path)));
  if (config === undefined) return notRun(`there is no ${CONFIGS.join(' or ')}`);
  const chromium = env.PARLEY_CHROMIUM ?? NAMES.map((name) => Bun.which(name)).find((path) => path !== null);
  if (chromium === undefined)
    return notRun('no Chromium was found. Install one (Debian: apt-get install chromium) or set PARLEY_CHROMIUM');

  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  const report = join(folder, 'report.json');
  try {
    const child = Bun.spawn([join(root, 'node_modules/.bin/playwright'), 'test', '--config', config, '--reporter=list,json'], {
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
