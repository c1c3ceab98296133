import { mkdtempSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '@parley/postgres/embedded/server';
import { connectPostgres } from '@parley/postgres/engine';
import { bootServer } from '@parley/testkit/boot-server';
import { silentLogger } from '@parley/testkit/test-logger';
import { FROZEN, type FrozenDatabase, type Recording } from './frozen.ts';
import { takeDatabase } from './frozen-database.ts';
import { run, withCheckout } from './previous-build.ts';
import { type Promised, promisedBy, promisedByAll } from './promises.ts';
import { createRecorder, type Exchange } from './recorder.ts';
import { liveThroughADay, type Sdk } from './session.ts';
import { withoutSecrets } from './without-secrets.ts';

// npm run freeze -- --commit <commit>: keeps of a build what later ones are held to. To be run at each release, with its commit.
//   --checkout <folder>   has that commit, installed; otherwise one is made for the time being

/** What only some of these runs get hangs on who was faster, and is promised to nobody. */
const RUNS = 8;

const { values } = parseArgs({ options: { commit: { type: 'string' }, checkout: { type: 'string' } } });
const { commit, checkout } = values;
if (commit === undefined) throw new Error('Say which build: npm run freeze -- --commit <commit>');
await withCheckout(commit, checkout, (folder) => freeze(commit, folder));

async function freeze(commit: string, folder: string): Promise<void> {
  await mkdir(FROZEN, { recursive: true });
  for (const name of ['openapi', 'asyncapi']) await copyFile(join(folder, `docs/protocol/${name}.json`), `${FROZEN}${name}.json`);
  run(['npx', 'buf', 'build', '--as-file-descriptor-set', '-o', `${FROZEN}contracts.binpb`], join(folder, 'packages/proto'));
  const sdk = await bundleClient(commit, folder);

  const dataDir = mkdtempSync(join(tmpdir(), 'parley-freeze-'));
  run(['chmod', '711', dataDir], dataDir);
  try {
    const env = { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' };
    const server = await bootServer({ main: join(folder, 'apps/server/main.ts'), dataDir, env });
    const runs: Promised[] = [];
    let exchanges: readonly Exchange[] = [];
    for (let n = 0; n < RUNS; n++) {
      const recorder = createRecorder();
      await liveThroughADay(sdk, server.url, { run: String(100_000 + n), transportOf: recorder.transportOf });
      exchanges = recorder.exchanges;
      runs.push(promisedBy(exchanges));
    }
    await server.stop();
    await keep<Recording>('recording', { commit, promised: promisedByAll(runs), exchanges: withoutSecrets(exchanges) });
    await keep<FrozenDatabase>('database', await readDataDir(dataDir));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** One file with all of the SDK, so that it needs nothing of the build that it is from. */
async function bundleClient(commit: string, folder: string): Promise<Sdk> {
  const entry = join(folder, 'packages/client/frozen-entry.ts');
  await writeFile(entry, `export { createParley } from './parley.ts';\nexport { memoryStore } from './store/memory.ts';\n`);
  const result = await Bun.build({ entrypoints: [entry], target: 'bun', minify: { whitespace: true, syntax: true } });
  await rm(entry);
  const [output] = result.outputs;
  if (output === undefined) throw new Error('The client could not be bundled.');
  const path = `${FROZEN}client.js`;
  await writeFile(path, `// The SDK of ${commit}, made by npm run freeze.\n${await output.text()}`);
  return (await import(path)) as Sdk;
}

async function readDataDir(dataDir: string): Promise<FrozenDatabase> {
  const server = await startEmbedded({ directory: join(dataDir, 'postgres'), logger: silentLogger });
  const engine = await connectPostgres(server.target, { max: 1, applicationName: 'freeze' });
  try {
    return await takeDatabase(engine.pool);
  } finally {
    await engine.close();
    await server.stop();
  }
}

async function keep<T>(name: string, what: T): Promise<void> {
  await writeFile(`${FROZEN}${name}.json`, `${JSON.stringify(what, undefined, 1)}\n`);
}
