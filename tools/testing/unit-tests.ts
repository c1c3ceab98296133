import { readBunSummary, type Tally } from './tally.ts';

/**
 * Ms that a test or the preparation of a file may take, unless it says more itself. It ends what hangs, and measures nothing: Bun's own 5 s
 * are not enough to set up PostgreSQL on a machine that has other things to do.
 */
const TIMEOUT = 60_000;

/** Runs `bun test` on the files whose paths contain one of `chosen`, or on all; what it prints is passed through. */
export async function runBunTests(
  root: string,
  chosen: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Tally> {
  const child = Bun.spawn([process.execPath, 'test', `--timeout=${TIMEOUT}`, ...chosen], {
    cwd: root,
    env: { ...env },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'pipe',
  });
  const decoder = new TextDecoder();
  let output = '';
  for await (const chunk of child.stderr) {
    process.stderr.write(chunk);
    output += decoder.decode(chunk, { stream: true });
  }
  return readBunSummary(output, await child.exited);
}
