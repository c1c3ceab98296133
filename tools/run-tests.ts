import { join } from 'node:path';
import { runBrowserTests } from './testing/browser-tests.ts';
import { addUp } from './testing/tally.ts';
import { startTopology } from './testing/topology.ts';
import { runBunTests } from './testing/unit-tests.ts';

// All tests: those of Bun, then those in a browser. Ends with the line `N passed, N failed` and with 1 when one failed; before it
// stands once more what the failed ones printed.
// Arguments are passed on to `bun test` and choose files; then the browser tests are left out, unless `browser` is among them.
// With PARLEY_TEST_TOPOLOGY=cluster the tests that speak to a whole server speak to a cluster of processes, which is started here once.
const root = join(import.meta.dir, '..');
const chosen = process.argv.slice(2);
const topology = await startTopology(process.env);
const files = chosen.length === 0 ? topology.files : chosen.filter((name) => name !== 'browser');
const withBrowser = chosen.length === 0 || chosen.includes('browser');

const tallies = [];
if (chosen.length === 0 || files.length > 0) tallies.push(await runBunTests(root, files, topology.env));
if (withBrowser) tallies.push(await runBrowserTests(root, topology.env));
await topology.stop();

const { passed, failed, failures, notRun } = addUp(tallies);
if (failures.length > 0) console.log(`\nWhat failed:\n\n${failures.join('\n\n')}\n`);
for (const reason of notRun) console.log(`\n!!! NOT RUN: ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
