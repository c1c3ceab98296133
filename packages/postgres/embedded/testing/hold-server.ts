/**
 * A process for tests to kill: starts the server, as durable as in earnest, in the folder that is its first argument, prints one line
 * of JSON about it, and stays until its input ends, when it stops the server.
 */
import { writeSync } from 'node:fs';
import { silentLogger } from '@parley/testkit/test-logger';
import { startEmbedded } from '../server.ts';

const [directory = ''] = process.argv.slice(2);

try {
  const server = await startEmbedded({ directory, logger: silentLogger });
  writeSync(1, `${JSON.stringify({ pid: server.pid, target: server.target })}\n`);
  await Bun.readableStreamToText(Bun.stdin.stream());
  await server.stop();
} catch (error) {
  writeSync(1, `${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  process.exitCode = 1;
}
