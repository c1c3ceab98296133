import { openHistory } from '../history/history-writer.ts';
import { lookAtEverything } from './final-look.ts';
import type { LoadAnswer, LoadCommand, LoadJob } from './job.ts';
import { takeOut } from './leaving.ts';
import { keepLedger } from './ledger.ts';
import { startOffering } from './offering.ts';
import { makePopulation, type Population } from './people.ts';
import { openSdkDevice, type SdkDevice } from './sdk-device.ts';
import { openSocketDevice } from './socket-device.ts';

/** Ms between two looks at whether everything has arrived: nobody can tell that nothing is missing. */
const LOOK_EVERY = 20;
/** Ms between two messages of an SDK device, and between two questions. */
const SDK_PAUSE = 500;

/** Ms for the server to be done with what was under way when the last client left. */
const AFTERMATH = 5_000;

/** The clients of a chaos run, in a process of their own. */
async function run(job: LoadJob): Promise<void> {
  const history = openHistory(job.history);
  const ledger = keepLedger(history);
  const population = await makePopulation(job.url, job, 10_000_000 + (Number.parseInt(job.tag, 16) % 80_000_000), ledger);
  const { people } = population;
  const sockets = people.map((person) => ({
    person,
    device: openSocketDevice({ ...job, token: person.token, person: person.number, chats: person.chats, ledger }),
  }));
  await Promise.all(sockets.map(({ device }) => device.connected));
  const sdk: SdkDevice[] = [];
  for (const { number, phone, chats } of people.slice(0, job.devices))
    sdk.push(await openSdkDevice({ ...job, phone, device: people.length + number, person: number, chats, ledger }));

  let over = false;
  const end = Promise.withResolvers<void>();
  let stopOffering = (): void => undefined;
  const sideJobs = [
    ...sdk.map((device, number) => talk(device, population, number, () => over)),
    removeOneByOne(
      sockets.slice(job.people),
      () => Promise.race([Bun.sleep(job.removeEveryMs), end.promise]),
      () => over,
      (leaver) => takeOut(job.url, population, leaver, ledger, () => over),
    ),
  ];
  const broken = Promise.all(sideJobs);
  broken.catch(fail);

  process.on('message', (message) => {
    obey(message as LoadCommand).then(say, fail);
  });

  async function obey(command: LoadCommand): Promise<LoadAnswer> {
    switch (command.do) {
      case 'offer':
        stopOffering();
        // Messages a second, all in all, offered by the clock whatever the answers take.
        stopOffering = startOffering(command.rate, job.seed, sockets.slice(0, job.people));
        return { said: 'done' };
      case 'catch up':
        return { said: 'done', missing: await within(command.withinMs, ledger.snapshot()) };
      case 'settle': {
        stopOffering();
        over = true;
        end.resolve();
        const missing = await within(command.withinMs, ledger.snapshot());
        if (missing !== undefined) return { said: 'done', missing };
        await broken;
        return { said: 'done', missing: await within(command.withinMs, ledger.snapshot()) };
      }
      case 'look': {
        // What is acknowledged after the last look could not be held against it.
        for (const { device } of sockets) device.close();
        if (ledger.snapshot()() !== undefined) await Bun.sleep(AFTERMATH);
        const stored = await lookAtEverything(job.url, population, job.tag, ledger);
        for (const device of sdk) await device.look();
        ledger.write({ k: 'done', at: Date.now(), who: 'load' });
        history.close();
        await Promise.all(sdk.map((device) => device.stop()));
        return { said: 'looked', stored };
      }
    }
  }

  say({ said: 'ready' });
}

/** An application that writes and asks, one thing after the other, until it is over. */
async function talk(device: SdkDevice, { people }: Population, person: number, isOver: () => boolean): Promise<void> {
  const chats = people[person]?.chats ?? [];
  for (let n = 0; !isOver(); n++) {
    const chat = chats[n % chats.length];
    if (chat === undefined) return;
    await device.write(chat);
    await device.ask(chat);
    await Bun.sleep(SDK_PAUSE);
  }
}

type Leaver = Parameters<typeof takeOut>[2];

/** Those who are still there when it is over stay. */
async function removeOneByOne(
  leavers: readonly Leaver[],
  pause: () => Promise<void>,
  isOver: () => boolean,
  remove: (leaver: Leaver) => Promise<void>,
): Promise<void> {
  for (const leaver of leavers) {
    await pause();
    if (isOver()) return;
    await remove(leaver);
  }
}

/** Resolves with what is still missing when the time is over, or undefined when nothing is. */
async function within(ms: number, missing: () => string | undefined): Promise<string | undefined> {
  const deadline = performance.now() + ms;
  for (;;) {
    const what = missing();
    if (what === undefined || performance.now() > deadline) return what;
    await Bun.sleep(LOOK_EVERY);
  }
}

function say(answer: LoadAnswer): void {
  process.send?.(answer);
}

function fail(error: unknown): void {
  say({ said: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

if (import.meta.main) {
  const job = JSON.parse(process.argv[2] ?? '{}') as LoadJob;
  // A harness that died must not leave its load behind.
  process.on('disconnect', () => process.exit());
  run(job).catch(fail);
}
