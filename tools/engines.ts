import { describeEngines } from '@parley/engines/describe-engines';
import type { Program } from '@parley/engines/engine';
import { findOrInstall } from '@parley/engines/find-or-install';
import { type EngineKind, recipes } from '@parley/engines/recipe';

// Finds the engines of a cluster and of its tests, or gets them, so that what comes next needn't wait for it. Says which they are and
// what that leaves untested; ends with 1 where one can't be had.
const found: Partial<Record<EngineKind, Program>> = {};
let missing = 0;
for (const { kind } of Object.values(recipes)) {
  try {
    found[kind] = await findOrInstall(kind);
  } catch (error) {
    missing++;
    console.error(error instanceof Error ? error.message : error);
  }
}
for (const line of describeEngines(found)) console.log(line);
process.exit(missing === 0 ? 0 : 1);
