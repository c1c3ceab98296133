import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Where Linux distributions and macOS put a Chromium. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Keeps the browser to itself: no sandbox (it needs rights that containers lack), and no traffic of its own. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium to test with: `PARLEY_CHROMIUM`, one of the system, or Playwright's own. Throws, saying what to do, when there is none. */
export function findChromium(): string {
  const wanted = process.env.PARLEY_CHROMIUM;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`PARLEY_CHROMIUM is ${wanted}, and there is no such file.`);
  }
  const found = [...usualPlaces, chromium.executablePath()].find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    `No Chromium was found for the browser tests. Install one (Debian: apt-get install chromium; anywhere: npx playwright install chromium), or point PARLEY_CHROMIUM at one. Looked at: ${usualPlaces.join(', ')}.`,
  );
}
