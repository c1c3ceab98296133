import type { Place } from '../sync/place.ts';
import { act, happenToChats, type SentNote } from './actions.ts';
import { check } from './check.ts';
import { MANY_FAULTS, NO_FAULTS } from './faults.ts';
import { createPrng, type Prng } from './prng.ts';
import { createSimDevice, type SimDevice } from './sim-device.ts';
import { createSimNetwork, type SimNetwork } from './sim-network.ts';
import { createSimServer, type SimServer } from './sim-server.ts';
import type { Sometimes } from './sometimes.ts';
import { createWorld, type World } from './world.ts';

/** Steps of the stormy part. */
const STEPS = 70;
/** Ms of quiet after which everything must have come right: longer than it takes to notice a dead socket and to back off. */
const QUIET_MS = 150_000;
const CLOSE_CODES = [1006, 1006, 4500, 4503, 4508, 4429];

export interface SimulationOptions {
  readonly sometimes: Sometimes;
  /** Another rule of what follows what. */
  readonly place?: Place;
  /** A server that drops one live message to each device and tells nobody. */
  readonly dropSilently?: boolean;
  /** No faults but those asked for: to see one alone. */
  readonly calm?: boolean;
}

/** Runs one world from a seed and answers what is wrong at its end. The same seed gives the same run. */
export async function simulate(seed: number, options: SimulationOptions): Promise<string[]> {
  const world = createWorld();
  const random = createPrng(seed);
  const server = createSimServer(world, random.fork('server'), options.sometimes);
  const network = createSimNetwork(world, random.fork('network'), server, options.sometimes);
  const users = ['ada', 'bob', 'cy'];
  const storm = { on: options.calm !== true };
  const devices = users.flatMap((userId, index) =>
    Array.from({ length: index === 0 ? 2 : 1 }, (_, number) => makeDevice(`${userId}-${number}`, userId)),
  );
  const sent: SentNote[] = [];

  function makeDevice(name: string, userId: string): SimDevice {
    const fates = random.fork(`fate of ${name}`);
    return createSimDevice({
      name,
      userId,
      world,
      random: random.fork(name),
      place: options.place,
      transport: (alive) => network.transportOf(name, alive),
      fate: () => (storm.on && fates.chance(MANY_FAULTS.crashAtWrite) ? (fates.chance(0.5) ? 'before' : 'after') : undefined),
      onCrash(device) {
        options.sometimes(device.lastFrame === 'message.sent' ? 'a device dies after an acknowledgement came' : 'a device dies');
        network.gone(name);
        world.after(500 + fates.below(4000), device.boot);
      },
    });
  }

  server.createChat('direct', ['ada', 'bob']);
  server.createChat('group', users);
  for (const device of devices) device.boot();
  await world.pass(2000);

  if (storm.on) network.setFaults(MANY_FAULTS);
  if (options.dropSilently === true) for (const device of devices) network.dropOneSilently(device.name);
  for (let step = 0; step < STEPS; step++) {
    const device = random.pick(devices);
    if (device !== undefined) void act(device, random, sent).catch((error: unknown) => device.faults.push(error));
    if (storm.on) stormyStep(random, world, server, network, devices, users, options.sometimes);
    // A device that comes late finds a history instead of living through it.
    if (step === STEPS / 2) {
      const late = makeDevice('bob-late', 'bob');
      devices.push(late);
      late.boot();
    }
    await world.pass(random.chance(0.5) ? random.below(60) : random.below(1200));
  }

  storm.on = false;
  network.setFaults(NO_FAULTS);
  network.serverUp();
  await world.pass(QUIET_MS);
  return await check(server, devices, sent);
}

function stormyStep(
  random: Prng,
  world: World,
  server: SimServer,
  network: SimNetwork,
  devices: readonly SimDevice[],
  users: readonly string[],
  sometimes: Sometimes,
): void {
  const device = random.pick(devices);
  if (device === undefined) return;
  if (random.chance(0.06)) network.cut(device.name, random.pick(CLOSE_CODES) ?? 1006);
  if (random.chance(0.015)) network.freeze(device.name);
  if (random.chance(0.02) && device.parley() !== undefined) device.crash();
  if (random.chance(0.02)) device.jumpClock((random.fraction() - 0.5) * 7_200_000);
  if (random.chance(0.08)) happenToChats(server, random, users);
  if (random.chance(0.02)) {
    sometimes('the server is replaced');
    network.serverReplaced();
  }
  if (random.chance(0.02)) {
    sometimes('the server dies');
    network.serverDown();
    world.after(300 + random.below(5000), network.serverUp);
  }
}
