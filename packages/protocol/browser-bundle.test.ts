import { expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';

/** What a browser needs at run time; all else it imports as types. */
const FOR_BROWSERS = ['client-codec', 'close-codes', 'content-text', 'errors', 'limits', 'utf8', 'version'];

test('what a browser loads of this package is small and has no schemas in it', async () => {
  const entrypoints = FOR_BROWSERS.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url)));
  const { outputs } = await Bun.build({ entrypoints, target: 'browser', minify: true });
  const code = (await Promise.all(outputs.map((output) => output.text()))).join('\n');
  expect(outputs).toHaveLength(FOR_BROWSERS.length);
  expect(code).not.toContain('zod');
  expect(Bun.gzipSync(code).length).toBeLessThan(6 * 1024);
});
