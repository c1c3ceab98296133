import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Program } from './engine.ts';
import { readVersion } from './read-version.ts';
import type { Recipe } from './recipe.ts';
import { runTool } from './run-tool.ts';

/** Ms that fetching and building may take: the larger one takes two minutes on two slow cores. */
const PATIENCE = 900_000;

const folderOf = (recipe: Recipe, cache: string): string => join(cache, `${recipe.kind}-${recipe.go?.version ?? ''}-go`);

/** What an earlier build left in the cache. */
export function goProgram(recipe: Recipe, cache: string): Program | undefined {
  const path = join(folderOf(recipe, cache), recipe.names[0] ?? '');
  if (recipe.go === undefined || !existsSync(path)) return undefined;
  const version = readVersion(path);
  return version === undefined ? undefined : { path, version, origin: 'built by Go', args: [], env: {} };
}

/**
 * Builds a program from its pinned source, which comes through Go's module proxy. Answers whether it did; an attempt that failed is told.
 * Nothing is installed: all it leaves is the program in `cache`, and Go's own cache.
 */
export async function buildWithGo(recipe: Recipe, cache: string, say: (line: string) => void): Promise<boolean> {
  const go = Bun.which('go') ?? ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((path) => existsSync(path));
  if (recipe.go === undefined || go === undefined) return false;
  const source = `${recipe.go.package}@v${recipe.go.version}`;
  say(`building ${source} with ${go} (this takes minutes, once). A machine without Go has to get this program otherwise.`);
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'new-'));
  try {
    const flags = recipe.go.linkerFlags === undefined ? [] : ['-ldflags', recipe.go.linkerFlags];
    const built = await runTool([go, 'install', ...flags, source], {
      patience: PATIENCE,
      // A toolchain that is too old fails instead of fetching another one.
      env: { GOBIN: draft, GOTOOLCHAIN: 'local' },
    });
    if (!built.ok) {
      say(`${source} could not be built: ${built.output}`);
      return false;
    }
    const folder = folderOf(recipe, cache);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    say(`built ${basename(folder)}`);
    return true;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
