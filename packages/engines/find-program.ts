import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isExecutable } from '@parley/kernel/is-executable';
import { cacheFolder } from './cache-folder.ts';
import { debianProgram } from './debian.ts';
import type { Program } from './engine.ts';
import { goProgram } from './go.ts';
import { readVersion } from './read-version.ts';
import type { Recipe } from './recipe.ts';
import { standInProgram } from './stand-in.ts';
import { isAtLeast } from './version.ts';

/** Where systems and people put programs that a bare PATH doesn't name. */
const usualFolders = (): string[] => [
  ...['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'],
  join(homedir(), 'go', 'bin'),
];

/**
 * The program that the environment names; else the first one on this machine that is new enough; else one that is older. Undefined where
 * there is none.
 * @throws Error where the environment names a file that can't be run
 */
export function findProgram(recipe: Recipe): Program | undefined {
  const named = process.env[recipe.variable];
  if (named !== undefined && named !== '') {
    const version = readVersion(named);
    if (version === undefined) throw new Error(`${recipe.variable} is ${named}, which can't be run.`);
    return { path: named, version, origin: 'named by the environment', args: [], env: {} };
  }
  const candidates = candidatesOf(recipe);
  let older: Program | undefined;
  for (const found of candidates) {
    if (isAtLeast(found.version, recipe.wanted)) return found;
    older ??= found;
  }
  return older;
}

function* candidatesOf(recipe: Recipe): Generator<Program> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const [origin, folders] of [
    ['found on PATH', path],
    ['found in a usual folder', usualFolders()],
  ] as const) {
    for (const file of folders.flatMap((folder) => recipe.names.map((name) => join(folder, name)))) {
      const version = isExecutable(file) ? readVersion(file) : undefined;
      if (version !== undefined) yield { path: file, version, origin, args: [], env: {} };
    }
  }
  const kept = [goProgram, debianProgram, standInProgram];
  for (const find of kept) {
    const program = find(recipe, cacheFolder());
    if (program !== undefined) yield program;
  }
}
