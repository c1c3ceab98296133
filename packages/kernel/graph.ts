import type { AnyModule } from './module.ts';
import { didYouMean } from './suggest.ts';

/** The modules can't be put together as they are declared, or as the user asked. The message is for the person who starts the process. */
export class GraphError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GraphError';
  }
}

/**
 * The modules that a process runs: the named targets (`all` stands for every one) and what provides their ports,
 * each after everything it needs.
 * @throws GraphError on an unknown target, a port that nobody provides or that two provide, or a cycle
 */
export function planModules(modules: readonly AnyModule[], targets: readonly string[]): AnyModule[] {
  const providers = findProviders(modules);
  const planned: AnyModule[] = [];
  const done = new Set<AnyModule>();

  function visit(module: AnyModule, trail: readonly AnyModule[]): void {
    if (done.has(module)) return;
    if (trail.includes(module)) {
      const cycle = [...trail.slice(trail.indexOf(module)), module].map(({ name }) => name);
      throw new GraphError(`Modules need each other in a circle: ${cycle.join(' → ')}.`);
    }
    for (const provider of providersOf(module, providers)) visit(provider, [...trail, module]);
    done.add(module);
    planned.push(module);
  }

  for (const module of selectTargets(modules, targets)) visit(module, []);
  return planned;
}

/** The modules that provide what `module` needs. */
export function providersOf(module: AnyModule, providers: ReadonlyMap<string, AnyModule>): AnyModule[] {
  return Object.values(module.needs).map(({ name }) => {
    const provider = providers.get(name);
    if (provider === undefined) throw new GraphError(`${module.name} needs ${name}, which no module provides.`);
    return provider;
  });
}

/** Which module provides each port. */
export function findProviders(modules: readonly AnyModule[]): Map<string, AnyModule> {
  const providers = new Map<string, AnyModule>();
  const names = new Set<string>();
  for (const module of modules) {
    if (names.has(module.name)) throw new GraphError(`Two modules are called ${module.name}.`);
    names.add(module.name);
    if (module.provides === undefined) continue;
    const other = providers.get(module.provides.name);
    if (other !== undefined) throw new GraphError(`${other.name} and ${module.name} both provide ${module.provides.name}.`);
    providers.set(module.provides.name, module);
  }
  return providers;
}

function selectTargets(modules: readonly AnyModule[], targets: readonly string[]): AnyModule[] {
  const known = modules.filter((module) => module.target);
  const selected = new Set<AnyModule>();
  for (const name of targets) {
    const named = name === 'all' ? known : known.filter((module) => module.name === name);
    if (named.length === 0 && name !== 'all') {
      const names = ['all', ...known.map((module) => module.name)];
      throw new GraphError(`There is no target ${name}.${didYouMean(name, names)} The targets are ${names.join(', ')}.`);
    }
    for (const module of named) selected.add(module);
  }
  return [...selected];
}
