import { modules } from '../targets.ts';
import { exitCodes } from './exit-codes.ts';

/** Prints the names that `--target` takes, each with what it is. */
export function listTargets(): number {
  const targets = modules.filter(({ target }) => target);
  const rows = [{ name: 'all', summary: 'every one of these, in one process (the default)' }, ...targets];
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  for (const { name, summary } of rows) console.log(`${name.padEnd(width)}${summary}`);
  return exitCodes.ok;
}
