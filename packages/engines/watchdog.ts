import { watchOver } from '@parley/kernel/watchdog';

/**
 * Waits for the end of its input, which is the end of whoever holds the other side. Then it ends the process group: in order first, and
 * after ten seconds in any case. One that is halted has to be woken to hear of it.
 */
const SCRIPT = `read -r _
kill -s TERM -- "-$1" 2>/dev/null; kill -s CONT -- "-$1" 2>/dev/null
i=0
while [ $i -lt 100 ] && kill -s 0 -- "-$1" 2>/dev/null; do sleep 0.1; i=$((i + 1)); done
kill -s KILL -- "-$1" 2>/dev/null`;

/** Makes the process group `pid` end when this process does, even by `kill -9`. Returns a function that calls the watch off. */
export const watchGroup = (pid: number): (() => void) => watchOver(pid, SCRIPT);
