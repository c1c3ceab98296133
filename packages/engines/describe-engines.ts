import type { Program } from './engine.ts';
import { type EngineKind, recipes } from './recipe.ts';

/** For a person: which programs a run uses, how they came here, and what that leaves untested. One line each. */
export function describeEngines(programs: Readonly<Partial<Record<EngineKind, Program>>>): string[] {
  return Object.values(recipes).flatMap((recipe) => {
    const program = programs[recipe.kind];
    if (program === undefined) return [];
    const untested = recipe.untested(program);
    const byGo = program.origin === 'built by Go' ? ' by a toolchain that other machines may not have' : '';
    return [
      `${recipe.kind}: ${program.path} ${program.version} (${program.origin}${byGo})`,
      ...(untested === undefined ? [] : [`${recipe.kind}: NOT TESTED by this run: ${untested}`]),
    ];
  });
}
