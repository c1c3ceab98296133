import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '@parley/kernel/clock';
import { createLogger } from '@parley/kernel/create-logger';
import { systemIds } from '@parley/kernel/ids';
import { hideText } from '../dead-letters/hide-text.ts';
import { type Letter, readLetters } from '../dead-letters/letters.ts';
import { natsOptions, openNats } from '../infrastructure/nats.ts';
import { openRunningPostgres, postgresOptions } from '../infrastructure/postgres.ts';
import { effectiveConfig } from './effective-config.ts';
import { exitCodes } from './exit-codes.ts';

const USAGE = `parley deadletters: events that a consumer failed on for good

  list [--stream MESSAGES] [--consumer search-index]   name them
  show <id…>                                           tell all about them, but for texts
  replay <id…> | --all                                 give them to their consumers once more
  drop <id…> | --all [--yes]                           forget them

An id is as list prints it; the part behind the slash will do. Flags of the configuration work as with serve.`;

const OWN_FLAGS = {
  stream: { type: 'string' },
  consumer: { type: 'string' },
  all: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;
const ACTIONS = ['list', 'show', 'replay', 'drop'] as const;
/** Ms that the connection to NATS may take. */
const PATIENCE = 5_000;

interface Wish {
  readonly action: (typeof ACTIONS)[number];
  readonly ids: readonly string[];
  readonly stream?: string | undefined;
  readonly consumer?: string | undefined;
  readonly all: boolean;
  readonly yes: boolean;
  /** Flags that are not this command's own. */
  readonly rest: readonly string[];
}

/** Looks at, replays and forgets dead letters, those in the outboxes (one process) and those in NATS (a cluster). */
export async function deadletters(argv: readonly string[]): Promise<number> {
  const wish = readWish(argv);
  if (wish === undefined) {
    console.error(USAGE);
    return exitCodes.usage;
  }
  const config = effectiveConfig(wish.rest);
  const logger = createLogger({ level: 'warn', format: 'pretty' });
  const postgres = await openRunningPostgres(config.valuesOf(postgresOptions), logger);
  const nats = openNats(config.valuesOf(natsOptions), { clock: systemClock, logger, nodeId: systemIds.uuid() });
  try {
    if (nats !== undefined) await connected(nats.events);
    return await fulfil(wish, await readLetters(postgres.engine.pool, nats));
  } finally {
    await Promise.all([nats?.live.close(), nats?.events.close()]);
    await postgres.close();
  }
}

function readWish(argv: readonly string[]): Wish | undefined {
  const { tokens } = parseArgs({ args: [...argv], options: OWN_FLAGS, strict: false, allowPositionals: true, tokens: true });
  const own: { stream?: string; consumer?: string; all?: boolean; yes?: boolean } = {};
  const [rest, words]: [string[], string[]] = [[], []];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      // What follows a flag of the configuration is its value.
      const flag = rest.at(-1);
      if (flag?.startsWith('--') === true && !flag.includes('=')) rest.push(token.value);
      else words.push(token.value);
    } else if (token.kind === 'option') {
      if (token.name in OWN_FLAGS) Object.assign(own, { [token.name]: token.value ?? true });
      else rest.push(token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`);
    }
  }
  const [word, ...ids] = words;
  const action = ACTIONS.find((known) => known === word);
  if (action === undefined) return undefined;
  const wish: Wish = { ...own, action, ids, all: own.all === true, yes: own.yes === true, rest };
  const choosesAll = wish.all || action === 'list';
  return choosesAll === (ids.length === 0) ? wish : undefined;
}

async function connected(link: { problem(): string | undefined; onUp(handler: () => void): () => void }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = systemClock.schedule(PATIENCE, () => reject(new Error(`NATS can’t be reached: ${link.problem()}`)));
  const stop = link.onUp(() => resolve());
  try {
    await promise;
  } finally {
    cancel();
    stop();
  }
}

async function fulfil(wish: Wish, letters: readonly Letter[]): Promise<number> {
  const chosen = letters.filter(
    (letter) =>
      (wish.stream === undefined || letter.stream === wish.stream) &&
      (wish.consumer === undefined || letter.consumer === wish.consumer) &&
      (wish.ids.length === 0 || wish.ids.some((id) => isCalled(letter, id))),
  );
  const unknown = wish.ids.filter((id) => !chosen.some((letter) => isCalled(letter, id)));
  if (unknown.length > 0) {
    console.error(`There is no dead letter ${unknown.join(', ')}. \`parley deadletters list\` names them.`);
    return exitCodes.failed;
  }
  if (wish.action === 'list') return list(chosen);
  if (wish.action === 'show') return show(chosen);
  if (wish.action === 'drop' && !wish.yes && !(await agreed(chosen.length))) return exitCodes.failed;
  for (const letter of chosen) await (wish.action === 'replay' ? letter.replay() : letter.drop());
  console.log(`${chosen.length} ${wish.action === 'replay' ? 'given to their consumers once more' : 'forgotten'}.`);
  return exitCodes.ok;
}

const isCalled = (letter: Letter, id: string): boolean => letter.id === id || letter.event.id === id;

function list(letters: readonly Letter[]): number {
  for (const { id, stream, event, attempts, buriedAt, reason } of letters) {
    const [line = ''] = reason.split('\n');
    console.log(
      `${new Date(buriedAt).toISOString()}  ${stream}  ${id}  ${event.subject}  ${attempts} attempts  ${line.slice(0, 120)}`,
    );
  }
  console.log(letters.length === 0 ? 'There are no dead letters.' : `${letters.length} dead letters.`);
  return exitCodes.ok;
}

function show(letters: readonly Letter[]): number {
  for (const { id, stream, consumer, event, attempts, buriedAt, reason } of letters) {
    const { subject, key, at, traceparent, payload } = event;
    const shown = {
      ...{ id, stream, consumer, subject, key, at: new Date(at).toISOString(), traceparent, payload: hideText(payload) },
      ...{ attempts, buriedAt: new Date(buriedAt).toISOString(), reason },
    };
    console.log(JSON.stringify(shown, undefined, 2));
  }
  return exitCodes.ok;
}

async function agreed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error('Say --yes to forget them; there is nobody to ask.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Forget ${count} dead letters for good? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
