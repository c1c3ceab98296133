import { describe, expect, test } from 'bun:test';
import { planModules } from './graph.ts';
import { type AnyModule, defineModule, type Port, port } from './module.ts';

const store = port<string>('store');
const queue = port<string>('queue');

function module(name: string, needs: Port<string>[], provides?: Port<string>): AnyModule {
  const common = { name, summary: name, target: provides === undefined, calls: {}, options: {}, init: () => ({}) };
  const named = Object.fromEntries(needs.map((needed) => [needed.name, needed]));
  return defineModule(provides === undefined ? { ...common, needs: named } : { ...common, needs: named, provides });
}

const names = (modules: readonly AnyModule[]) => modules.map(({ name }) => name);

describe('planning', () => {
  const disk = module('disk', [], store);
  const broker = module('broker', [store], queue);
  const chat = module('chat', [queue, store]);
  const user = module('user', [store]);

  test('puts each module after everything it needs', () => {
    expect(names(planModules([chat, user, broker, disk], ['all']))).toEqual(['disk', 'broker', 'chat', 'user']);
  });

  test('takes along only what the chosen targets need', () => {
    expect(names(planModules([chat, user, broker, disk], ['user']))).toEqual(['disk', 'user']);
  });

  test('an unknown target names the known ones', () => {
    expect(() => planModules([chat, user, broker, disk], ['caht'])).toThrow(
      'There is no target caht. Did you mean chat? The targets are all, chat, user.',
    );
  });

  test('infrastructure is no target', () => {
    expect(() => planModules([chat, broker, disk], ['disk'])).toThrow('There is no target disk.');
  });

  test('a missing provider is named with who needs it', () => {
    expect(() => planModules([chat, broker], ['all'])).toThrow('chat needs store, which no module provides.');
  });

  test('two providers of one port are refused', () => {
    expect(() => planModules([disk, module('tape', [], store)], ['all'])).toThrow('disk and tape both provide store.');
  });

  test('two modules of one name are refused', () => {
    expect(() => planModules([chat, chat], ['all'])).toThrow('Two modules are called chat.');
  });

  test('a cycle is refused, and shown', () => {
    const cyclic = [module('a', [queue], store), module('b', [store], queue), module('c', [store])];
    expect(() => planModules(cyclic, ['all'])).toThrow('Modules need each other in a circle: a → b → a.');
  });
});
