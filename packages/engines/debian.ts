import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from './engine.ts';
import { readVersion } from './read-version.ts';
import type { Recipe } from './recipe.ts';
import { runTool } from './run-tool.ts';

const PATIENCE = 300_000;

const folderOf = (recipe: Recipe, cache: string): string => join(cache, `${recipe.kind}-debian`);

/** What was unpacked into the cache earlier. */
export function debianProgram(recipe: Recipe, cache: string): Program | undefined {
  const folder = folderOf(recipe, cache);
  const path = join(folder, recipe.debian?.program ?? '');
  if (recipe.debian === undefined || !existsSync(path)) return undefined;
  const libraries = [...new Bun.Glob('usr/lib/*-linux-*').scanSync({ cwd: folder, onlyFiles: false, absolute: true })];
  const env: Record<string, string> = libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(':') };
  const version = readVersion(path, env);
  return version === undefined ? undefined : { path, version, origin: 'unpacked from Debian', args: [], env };
}

/**
 * Fetches packages of this system's own distribution, signatures checked by apt, and unpacks them into `cache`. Nothing is installed:
 * no rights are needed, no service is started, and the system's package lists stay as they are. Answers whether it did.
 */
export async function unpackDebian(recipe: Recipe, cache: string, say: (line: string) => void): Promise<boolean> {
  const tools = ['apt-get', 'apt-cache', 'dpkg-query', 'dpkg-deb'];
  if (recipe.debian === undefined || tools.some((tool) => Bun.which(tool) === null)) return false;
  say(`fetching ${recipe.debian.packages.join(', ')} of this system's distribution, to be unpacked into ${cache}`);
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'new-'));
  try {
    const problem = await fetchAndUnpack(recipe.debian.packages, draft);
    if (problem !== undefined) {
      say(`that failed: ${problem}`);
      return false;
    }
    const folder = folderOf(recipe, cache);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(draft, 'root'), folder);
    return true;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Answers what went wrong; undefined when the packages lie in `draft/root`. */
async function fetchAndUnpack(packages: readonly string[], draft: string): Promise<string | undefined> {
  const [lists, downloads, root] = ['lists', 'downloads', 'root'].map((name) => join(draft, name)) as [string, string, string];
  for (const folder of [join(lists, 'partial'), join(downloads, 'partial'), root]) mkdirSync(folder, { recursive: true });
  const own = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${downloads}`, '-o', 'APT::Sandbox::User='];
  const updated = await runTool(['apt-get', ...own, '-qq', 'update'], { patience: PATIENCE });
  if (!updated.ok) return updated.output;
  const missing = await missingLibraries(packages, own);
  const fetched = await runTool(['apt-get', ...own, '-qq', 'download', ...packages, ...missing], {
    patience: PATIENCE,
    cwd: downloads,
  });
  if (!fetched.ok) return fetched.output;
  for (const file of readdirSync(downloads).filter((name) => name.endsWith('.deb'))) {
    const unpacked = await runTool(['dpkg-deb', '--extract', join(downloads, file), root], { patience: PATIENCE });
    if (!unpacked.ok) return unpacked.output;
  }
  return undefined;
}

/** The part of what packages depend on that a program needs to run, as far as the system hasn't got it. */
async function missingLibraries(packages: readonly string[], own: readonly string[]): Promise<string[]> {
  const kinds = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
  const [needed, installed] = await Promise.all([
    runTool(['apt-cache', ...own, 'depends', '--recurse', '--important', ...kinds, ...packages], { patience: PATIENCE }),
    runTool(['dpkg-query', '--show', '--showformat', '$' + '{Package}\n'], { patience: PATIENCE }),
  ]);
  const have = new Set([...installed.output.split('\n'), ...packages]);
  return needed.output.split('\n').filter((name) => name.startsWith('lib') && !have.has(name));
}
