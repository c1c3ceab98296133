import { findOrInstall } from './find-or-install.ts';
import type { EngineKind } from './recipe.ts';

/**
 * For tests: whether an engine can be had, installing it where that is needed, before any time limit runs. Throws where it can't be
 * had, so that nothing is called green that didn't run; with `PARLEY_TEST_SKIP_ENGINES=1` it says so loudly and answers false instead.
 *
 *     describe.skipIf(!(await engineAtHand('nats')))('the live path on NATS', …)
 */
export async function engineAtHand(kind: EngineKind): Promise<boolean> {
  try {
    await findOrInstall(kind);
    return true;
  } catch (error) {
    if (process.env['PARLEY_TEST_SKIP_ENGINES'] !== '1') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`\n!!! NOT TESTED, because PARLEY_TEST_SKIP_ENGINES is set: everything on ${kind}. ${reason}\n\n`);
    return false;
  }
}
