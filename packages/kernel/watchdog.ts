/**
 * Runs `script` for the process `pid` (its `$1`) beside this one, with an input that ends when this process does, even by `kill -9`: the script
 * waits for that and does what is then to be done. It runs in a session of its own, so that a signal to our process group doesn't take it
 * along. Returns a function that calls the watch off.
 */
export function watchOver(pid: number, script: string): () => void {
  const watchdog = Bun.spawn(['/bin/sh', '-c', script, 'parley-watchdog', String(pid)], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  });
  watchdog.unref();
  return () => watchdog.kill('SIGKILL');
}
