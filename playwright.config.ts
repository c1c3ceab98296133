import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './tests/e2e/support/chromium.ts';

export default defineConfig({
  testDir: './tests/e2e',
  // Not `.test` or `.spec`: those belong to `bun test`, and Playwright runs on Node.
  testMatch: '**/*.e2e.ts',
  fullyParallel: true,
  // A flaky test is a fault in the test or in Parley; repeating it would hide which.
  retries: 0,
  workers: 2,
  // Ends what hangs, and measures nothing: three browsers on one busy core took 66 s for what takes 13 s on two idle ones.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    browserName: 'chromium',
    actionTimeout: 30_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // A trace is kept of what fails. Its film strip costs a quarter of the time of every test, where nothing paints but the processor.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    launchOptions: { executablePath: findChromium(), args: [...chromiumArguments] },
  },
});
