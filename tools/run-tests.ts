import { join } from 'node:path';
import { runBrowserTests } from './testing/browser-tests.ts';
import { addUp } from './testing/tally.ts';
import { runBunTests } from './testing/unit-tests.ts';

// All tests: those of Bun, then those in a browser. Ends with the line `N passed, N failed` and with 1 when one failed.
// Arguments are passed on to `bun test` and choose files; then the browser tests are left out.
const root = join(import.meta.dir, '..');
const chosen = process.argv.slice(2);
const tallies = [await runBunTests(root, chosen)];
if (chosen.length === 0) tallies.push(await runBrowserTests(root, process.env));

const { passed, failed, notRun } = addUp(tallies);
for (const reason of notRun) console.log(`\n!!! NOT RUN: ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
