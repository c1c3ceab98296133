/** Waits for the end of its input, which is the end of whoever holds the other side, and then stops the server. */
const SCRIPT = 'read -r _; kill -INT "$1" 2>/dev/null';

/**
 * Makes PostgreSQL (`pid`) end when this process does, even by `kill -9`. It runs in a session of its own, so that a signal to our
 * process group doesn't take it along. Returns a function that calls the watch off.
 */
export function watchOver(pid: number): () => void {
  const watchdog = Bun.spawn(['/bin/sh', '-c', SCRIPT, 'parley-watchdog', String(pid)], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    detached: true,
    env: {},
  });
  watchdog.unref();
  return () => watchdog.kill('SIGKILL');
}
