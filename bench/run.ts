/** `npm run bench`: measures what the server is held to and prints one table. See README.md beside this file. */
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { generate } from './generator.ts';
import type { People } from './load/main.ts';
import { describeMachine } from './machine.ts';
import { openBenchDatabase } from './prefill/database.ts';
import { prefill } from './prefill/prefill.ts';
import { measureRawFanOut, startRawFanOut } from './reference/raw-fan-out.ts';
import { measureRawInsert } from './reference/raw-insert.ts';
import { toTable } from './report.ts';
import { clusterSends } from './scenarios/cluster.ts';
import { idleConnections, reconnectStorm } from './scenarios/connections.ts';
import { durableSends, latency, oneOutstanding } from './scenarios/direct.ts';
import { footprint } from './scenarios/footprint.ts';
import { groupFanOut } from './scenarios/group.ts';
import { historyPages, syncAfterAbsence } from './scenarios/reading.ts';
import type { Measurement, Scenario, Stage } from './scenarios/scenario.ts';
import { newDataDir, removeDataDir, startServer } from './server.ts';

// The flood comes last: the search index catches up after it for minutes, which is not what the others ask about.
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  latency,
  outstanding: oneOutstanding,
  sync: syncAfterAbsence,
  storm: reconnectStorm,
  idle: idleConnections,
  group: groupFanOut,
  history: historyPages,
  direct: durableSends,
};

const PEOPLE = 1_000;

const { values } = parseArgs({
  options: {
    cluster: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    rows: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'string', default: `${import.meta.dir}/results/latest.local.json` },
  },
});
const durationMs = Number(values.seconds) * 1000;
const wanted = (name: string): boolean => values.only.length === 0 || values.only.includes(name);

const say = (line: string): void => console.error(line);
const measurements: Measurement[] = [];
if (wanted('footprint')) {
  say('start and memory at rest …');
  measurements.push(...(await footprint()));
}

const dataDir = await newDataDir();
const server = await startServer(dataDir);
try {
  say('references …');
  const db = await openBenchDatabase(dataDir);
  const stage: Stage = { server, people: await settle(), durationMs, ...(await references(db)) };
  if (Number(values.rows) > 0) {
    say(`writing ${Number(values.rows).toLocaleString('en')} messages …`);
    await prefill(db, stage.people.chats, Number(values.rows));
  }
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (!wanted(name)) continue;
    say(`${name} …`);
    measurements.push(...(await scenario(stage)));
  }
  measurements.push(
    { what: 'reference: raw Bun.serve fan-out to 1,000 sockets', value: stage.rawFanOutPerSecond, unit: 'deliveries/s' },
    { what: 'reference: raw batched insert, one connection', value: stage.rawInsertPerSecond, unit: 'rows/s' },
  );
  await db.close();
} finally {
  await server.stop();
  await removeDataDir(dataDir);
}

if (values.cluster) {
  say('a cluster and the single process on the same cores …');
  measurements.push(...(await clusterSends({ people: PEOPLE, durationMs })));
}

const machine = describeMachine();
await Bun.write(
  values.json,
  `${JSON.stringify({ at: new Date().toISOString(), version, machine, rows: Number(values.rows), measurements }, null, 2)}\n`,
);
console.log(`Parley ${version} on ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Bun ${machine.bun}\n`);
console.log(toTable(measurements));

/** 1,000 people in 500 direct chats. */
function settle(): Promise<People> {
  return generate<People>({ job: 'people', baseUrl: server.baseUrl, count: PEOPLE });
}

async function references(db: Awaited<ReturnType<typeof openBenchDatabase>>) {
  const raw = await startRawFanOut();
  const rawFanOutPerSecond = await measureRawFanOut(raw.url, 1_000, 16, durationMs / 2);
  await raw.stop();
  return { rawFanOutPerSecond, rawInsertPerSecond: await measureRawInsert(db, durationMs / 2) };
}
