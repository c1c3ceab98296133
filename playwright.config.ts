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
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: findChromium(), args: [...chromiumArguments] },
  },
});
