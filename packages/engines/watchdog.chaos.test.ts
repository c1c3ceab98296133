import { expect, test } from 'bun:test';
import { engineAtHand } from './engine-at-hand.ts';

const OWNER = `
  const { startRedis } = await import(${JSON.stringify(new URL('./redis.ts', import.meta.url).pathname)});
  const redis = await startRedis();
  if (process.argv.includes('halt')) redis.pause();
  console.log(redis.pid);
  setInterval(() => undefined, 1000);
`;
const isHere = await engineAtHand('redis');

/** Resolves when no process has the id any more. The test's own time limit is the only other end. */
async function gone(pid: number): Promise<true> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await Bun.sleep(20);
  }
}

test.skipIf(!isHere).each(['run', 'halt'])(
  'an engine ends when whoever started it is killed (%s)',
  async (state) => {
    const owner = Bun.spawn([process.execPath, '-e', OWNER, state], { stdout: 'pipe', stderr: 'inherit' });
    const { value } = await owner.stdout.getReader().read();
    const pid = Number(new TextDecoder().decode(value));
    expect(pid).toBeGreaterThan(0);
    owner.kill('SIGKILL');
    await owner.exited;
    expect(await gone(pid)).toBe(true);
  },
  30_000,
);
