/**
 * Waits for the end of its input, which is the end of whoever holds the other side. Then it ends the process group: in order first, and
 * after ten seconds in any case. One that is halted has to be woken to hear of it.
 */
const SCRIPT = `read -r _
kill -s TERM -- "-$1" 2>/dev/null; kill -s CONT -- "-$1" 2>/dev/null
i=0
while [ $i -lt 100 ] && kill -s 0 -- "-$1" 2>/dev/null; do sleep 0.1; i=$((i + 1)); done
kill -s KILL -- "-$1" 2>/dev/null`;

/**
 * Makes the process group `pid` end when this process does, even by `kill -9`. The watch runs in a session of its own, so that a signal
 * to our process group doesn't take it along. Returns a function that calls the watch off.
 */
export function watchOver(pid: number): () => void {
  const watchdog = Bun.spawn(['/bin/sh', '-c', SCRIPT, 'parley-watchdog', String(pid)], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  });
  watchdog.unref();
  return () => watchdog.kill('SIGKILL');
}
