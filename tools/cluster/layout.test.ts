import { describe, expect, test } from 'bun:test';
import { planLayout, portsNeeded } from './layout.ts';
import { seatSettings, sharedSettings } from './settings.ts';

const TARGETS = ['gateway', 'realtime', 'message', 'chat'];
const REPLICAS = new Map([
  ['gateway', 2],
  ['message', 3],
]);

function plan(replicas = REPLICAS) {
  let port = 20_000;
  let taken = 0;
  const layout = planLayout(TARGETS, replicas, 8080, () => {
    taken++;
    return port++;
  });
  return { layout, taken };
}

const secrets = { internal: 'i', postgres: 'p', nats: 'n', redis: 'r', s3: 's' };
const s3 = { region: 'x', accessKeyId: 'k', secretAccessKey: 's', bucket: 'b' };

describe('the layout of a cluster', () => {
  test('gives every process ports of its own, but the gateways one that they share', () => {
    const { layout, taken } = plan();
    const publicPorts = layout.seats.map(({ target, publicPort }) => [target, publicPort] as const);
    expect(publicPorts.filter(([target]) => target === 'gateway')).toEqual([
      ['gateway', 8080],
      ['gateway', 8080],
    ]);
    const ports = [
      ...layout.seats.flatMap(({ target, publicPort, internalPort }) =>
        target === 'gateway' ? [internalPort] : [publicPort, internalPort],
      ),
      ...Object.values(layout.engines),
    ];
    expect(new Set(ports).size).toBe(ports.length);
    expect(layout.seats.map(({ name }) => name)).toContain('message-3');
    expect(taken).toBeLessThanOrEqual(portsNeeded(TARGETS, REPLICAS));
  });

  test('refuses a target that there isn’t, and a cluster that nobody reaches', () => {
    expect(() => plan(new Map([['mesage', 2]]))).toThrow('no such target');
    expect(() => plan(new Map([['gateway', 0]]))).toThrow('nobody reaches');
  });

  test('tells every process where all of a target are: realtime by its public listener, the others by the internal one', () => {
    const { layout } = plan();
    const settings = sharedSettings(layout, secrets, s3, 'nats://x', 'redis://x');
    const ports = (target: string, which: 'publicPort' | 'internalPort') =>
      layout.seats.filter((seat) => seat.target === target).map((seat) => `http://127.0.0.1:${seat[which]}`);
    expect(settings['PARLEY_MESSAGE_URL']).toBe(ports('message', 'internalPort').join(','));
    expect(settings['PARLEY_REALTIME_URL']).toBe(ports('realtime', 'publicPort').join(','));
  });

  test('opens nothing to the network but the gateways', () => {
    const { layout } = plan();
    const open = layout.seats.filter((seat) => seatSettings(seat, '0.0.0.0', 1)['PARLEY_HOST'] !== '127.0.0.1');
    expect([...new Set(open.map(({ target }) => target))]).toEqual(['gateway']);
  });
});
