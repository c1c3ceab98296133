import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs are kept that were built or unpacked here; safe to delete. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'parley', 'engines');
}
