import { describe, expect, test } from 'bun:test';
import { Registry } from 'prom-client';
import { systemClock } from './clock.ts';
import { compileConfig } from './config.ts';
import { createLogger } from './create-logger.ts';
import { planModules } from './graph.ts';
import { systemIds } from './ids.ts';
import { type AnyModule, defineModule, type ModuleInstance, port } from './module.ts';
import { option } from './options.ts';
import { createMeter } from './prometheus.ts';
import { type CallDirectory, startModules } from './runtime.ts';

const store = port<{ readonly kind: string }>('store');
const greeting = option.string({ env: 'PARLEY_GREETING', description: 'Greeting.', default: 'hello' });

/** Notes what happens, in order, and offers modules that note it. */
function stage() {
  const events: string[] = [];
  const logs: string[] = [];
  const noted = (name: string, instance: ModuleInstance = {}): ModuleInstance => ({
    start: () => void events.push(`start ${name}`),
    drain: () => void events.push(`drain ${name}`),
    stop: () => void events.push(`stop ${name}`),
    ...instance,
  });
  const disk = (instance: ModuleInstance = {}): AnyModule =>
    defineModule({
      name: 'disk',
      summary: 'disk',
      target: false,
      needs: {},
      calls: {},
      options: {},
      provides: store,
      init: () => {
        events.push('init disk');
        return { ...noted('disk', instance), value: { kind: 'disk' } };
      },
    });
  const service = (name: string, instance: ModuleInstance = {}): AnyModule =>
    defineModule({
      name,
      summary: name,
      target: true,
      needs: { store },
      calls: {},
      options: { greeting },
      init: (context) => {
        events.push(`init ${name} on ${context.store.kind}, ${context.config.greeting}`);
        return noted(name, instance);
      },
    });
  const calls: CallDirectory = { client: () => ({}), serve: ({ contract }) => void events.push(`serve ${contract}`) };
  const start = (modules: readonly AnyModule[]) =>
    startModules({
      modules: planModules(modules, ['all']),
      config: compileConfig(modules, { env: {}, argv: [] }),
      environment: {
        logger: createLogger({ level: 'info', format: 'json', write: (line) => void logs.push(line) }),
        meter: createMeter(new Registry()),
        clock: systemClock,
        ids: systemIds,
        nodeId: 'node',
      },
      calls,
    });
  return { events, logs, disk, service, start };
}

const fails = (message: string) => (): never => {
  throw new Error(message);
};

describe('the modules of a process', () => {
  test('start after what they need, drain before any stops, and stop in reverse', async () => {
    const { events, disk, service, start } = stage();
    const runtime = await start([service('chat'), disk()]);
    await runtime.drain();
    await runtime.stop();
    expect(events).toEqual([
      'init disk',
      'init chat on disk, hello',
      'start disk',
      'start chat',
      'drain disk',
      'drain chat',
      'stop chat',
      'stop disk',
    ]);
  });

  test('stop what had started when one fails to, and tell why', async () => {
    const { events, disk, service, start } = stage();
    const failing = service('chat', { start: fails('no room') });
    await expect(start([failing, service('user'), disk()])).rejects.toThrow('no room');
    expect(events.filter((event) => event.startsWith('stop'))).toEqual(['stop user', 'stop chat', 'stop disk']);
  });

  test('one that can’t be initialised keeps those that need it from starting', async () => {
    const { events, disk, service, start } = stage();
    const broken: AnyModule = { ...disk(), init: fails('disk is full') };
    await expect(start([service('chat'), broken])).rejects.toThrow('disk is full');
    expect(events).toEqual([]);
  });

  test('a fault while stopping is logged and stops nobody else', async () => {
    const { events, logs, disk, service, start } = stage();
    const runtime = await start([service('chat', { stop: fails('stuck') }), disk()]);
    await runtime.stop();
    expect(events.at(-1)).toBe('stop disk');
    expect(logs.join('')).toContain('stuck');
  });

  test('tell which of them can’t serve, and why', async () => {
    const { disk, service, start } = stage();
    const runtime = await start([
      service('chat', { ready: () => false }),
      service('user', { ready: fails('lost the disk') }),
      disk({ ready: () => true }),
    ]);
    expect(await runtime.unready()).toEqual([
      { module: 'chat', reason: 'not ready' },
      { module: 'user', reason: 'lost the disk' },
    ]);
  });

  test('tell when one can’t go on', async () => {
    const { disk, service, start } = stage();
    const runtime = await start([service('chat'), disk({ failed: Promise.resolve(new Error('engine died')) })]);
    expect((await runtime.failed).message).toBe('engine died');
  });
});
