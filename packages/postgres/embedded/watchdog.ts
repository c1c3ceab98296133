import { watchOver } from '@parley/kernel/watchdog';

/** Waits for the end of its input, which is the end of whoever holds the other side, and then stops the server. */
const SCRIPT = 'read -r _; kill -INT "$1" 2>/dev/null';

/** Makes PostgreSQL (`pid`) end when this process does, even by `kill -9`. Returns a function that calls the watch off. */
export const watchServer = (pid: number): (() => void) => watchOver(pid, SCRIPT);
