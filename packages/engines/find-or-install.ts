import { cacheFolder } from './cache-folder.ts';
import { unpackDebian } from './debian.ts';
import type { Program } from './engine.ts';
import { findProgram } from './find-program.ts';
import { buildWithGo } from './go.ts';
import { type EngineKind, type Recipe, recipes } from './recipe.ts';
import { installStandIn } from './stand-in.ts';
import { isAtLeast } from './version.ts';

const tell = (line: string): void => void process.stderr.write(`[engines] ${line}\n`);

/**
 * The program of an engine: one that the machine has; else, or where that is older than wanted, one that Go builds here; else one of
 * the system's distribution; else what stands in for it. What is fetched goes to our own cache folder and says so.
 * @throws Error naming what to install, where none can be had
 */
export async function findOrInstall(kind: EngineKind, say: (line: string) => void = tell): Promise<Program> {
  const recipe = recipes[kind];
  const found = findProgram(recipe);
  if (found !== undefined && isGoodEnough(found, recipe)) return found;
  if (await buildWithGo(recipe, cacheFolder(), say)) return mustFind(recipe);
  // An older one that is here, or of the same distribution, is all the same.
  if (found !== undefined) return found;
  for (const install of [unpackDebian, installStandIn]) {
    if (await install(recipe, cacheFolder(), say)) return mustFind(recipe);
  }
  throw new Error(
    `There is no ${recipe.names.join(' or ')} on this machine, and none could be fetched. ` +
      `Install ${recipe.advice}, or name its file in ${recipe.variable}.`,
  );
}

/** What a person named is what they want, whatever its version. */
const isGoodEnough = (program: Program, recipe: Recipe): boolean =>
  program.origin === 'named by the environment' || isAtLeast(program.version, recipe.wanted);

function mustFind(recipe: Recipe): Program {
  const found = findProgram(recipe);
  if (found === undefined) throw new Error(`${recipe.names[0] ?? ''} was put into ${cacheFolder()} but does not run there.`);
  return found;
}
