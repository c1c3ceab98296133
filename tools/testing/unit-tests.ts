import { readBunSummary, type Tally } from './tally.ts';

/** Runs `bun test` on the files whose paths contain one of `chosen`, or on all; what it prints is passed through. */
export async function runBunTests(root: string, chosen: readonly string[]): Promise<Tally> {
  const child = Bun.spawn([process.execPath, 'test', ...chosen], {
    cwd: root,
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
