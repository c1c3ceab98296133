import { defineConfig } from '@playwright/test';
import base from '../../../playwright.config.ts';

// The pictures of the README, taken from this build: npx playwright test -c tests/e2e/screenshots
export default defineConfig({ ...base, testDir: '.', testMatch: 'take.ts', workers: 1, outputDir: '../../../test-results' });
