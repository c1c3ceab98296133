import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files below `root` as slash-separated keys in byte order, those that start with `prefix` and come after `after`. */
export async function* listFolder(root: string, prefix: string, after: string): AsyncGenerator<string> {
  yield* walk(root, '', prefix, after);
}

async function* walk(root: string, below: string, prefix: string, after: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch((error: unknown) => {
    // Deleted while it was walked.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  // A folder sorts as its keys do, with the slash behind its name.
  const names = entries.map((entry) => below + entry.name + (entry.isDirectory() ? '/' : '')).sort(byBytes);
  for (const name of names) {
    if (name.endsWith('/')) {
      const mayMatch = name.startsWith(prefix) || prefix.startsWith(name);
      const mayFollow = byBytes(name, after) > 0 || after.startsWith(name);
      if (mayMatch && mayFollow) yield* walk(root, name, prefix, after);
    } else if (name.startsWith(prefix) && byBytes(name, after) > 0) {
      yield name;
    }
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
