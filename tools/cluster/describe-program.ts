import { optionOwners } from '../../apps/server/cli/effective-config.ts';
import { modules } from '../../apps/server/targets.ts';

// Printed by a process of its own, so that the supervisor, which outlives everything, needn't hold the whole program in memory.
console.log(
  JSON.stringify({
    targets: modules.filter(({ target }) => target).map(({ name }) => name),
    variables: optionOwners.flatMap(({ options }) => Object.values(options).map(({ env }) => env)),
  }),
);
