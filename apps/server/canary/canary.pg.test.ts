import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@parley/kernel/clock';
import { systemIds } from '@parley/kernel/ids';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { accountFile } from './accounts.ts';
import { createCanary } from './canary.ts';
import { STEPS } from './steps.ts';
import { type Meddling, meddlingProxy } from './testing/meddling-proxy.ts';

const TIMEOUT = 60_000;
/** Ms that a step may take; what is swallowed is waited for that long. */
const PATIENCE = 3_000;

let server: BootedServer;
/** Takes more sign-ins a second than one address may make: the rounds against liars follow each other at once. */
let hurried: BootedServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-canary-'));
  // As it comes, limits included: a canary is an ordinary client.
  [server, hurried] = await Promise.all([bootServer(), bootServer({ env: { PARLEY_RATE_LIMIT: 'off' } })]);
}, TIMEOUT);
afterAll(async () => {
  await Promise.all([server.stop(), hurried.stop()]);
  rmSync(folder, { recursive: true });
}, TIMEOUT);

let files = 0;
const newFile = (): string => join(folder, 'accounts', `${files++}.json`);

function canaryOf(url: string, file = newFile()) {
  return createCanary({
    ...{ url, stepTimeout: PATIENCE, userPrefix: 'canary', ids: systemIds, now: systemClock.now },
    accounts: accountFile(file),
  });
}

/** A round against a server that lies; answers the step that noticed and what it said. */
async function noticed(meddling: Meddling): Promise<{ readonly step?: string; readonly problem?: string }> {
  const proxy = meddlingProxy(hurried.url, meddling);
  const canary = canaryOf(proxy.url);
  const { steps } = await canary.round();
  await canary.close();
  await proxy.close();
  return steps.find(({ ok }) => !ok) ?? {};
}

describe('the canary', () => {
  test(
    'goes through every step of a healthy server, round after round',
    async () => {
      const canary = canaryOf(server.url);
      for (let round = 0; round < 3; round++) {
        const result = await canary.round();
        expect(result.steps.map(({ step, ok, problem }) => [step, ok, problem])).toEqual(
          STEPS.map((step) => [step, true, undefined]),
        );
        expect(result.acknowledged).toHaveLength(3);
        expect(result.delivered).toHaveLength(3);
        expect(Math.min(...result.acknowledged, ...result.delivered)).toBeGreaterThan(0);
      }
      await canary.close();
    },
    TIMEOUT,
  );

  test(
    'keeps its people for the next time, for its owner alone, and ends its sessions',
    async () => {
      const file = newFile();
      const first = canaryOf(server.url, file);
      expect((await first.round()).ok).toBe(true);
      await first.close();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const people = accountFile(file).load(server.url);
      const second = canaryOf(server.url, file);
      expect((await second.round()).ok).toBe(true);
      await second.close();
      expect(accountFile(file).load(server.url)).toEqual(people);
    },
    TIMEOUT,
  );

  test(
    'makes new people where the server doesn’t know its own any more',
    async () => {
      const file = newFile();
      const nobody = { username: 'canary_nobody', password: 'never registered here' };
      accountFile(file).save(server.url, { writer: nobody, reader: nobody });
      const canary = canaryOf(server.url, file);
      expect((await canary.round()).ok).toBe(true);
      await canary.close();
      expect(accountFile(file).load(server.url)?.writer).not.toEqual(nobody);
    },
    TIMEOUT,
  );

  test(
    'finds nothing wrong with a proxy that only passes on',
    async () => {
      expect(await noticed({})).toEqual({});
    },
    TIMEOUT,
  );

  test(
    'notices one live message that is swallowed, though the SDK fills the gap',
    async () => {
      let swallowed = false;
      const found = await noticed({
        frame(text) {
          if (swallowed || !text.startsWith('{"type":"message.new"')) return text;
          swallowed = true;
          return undefined;
        },
      });
      expect(swallowed).toBe(true);
      expect(found).toMatchObject({ step: 'deliver', problem: expect.stringContaining('live delivery') });
    },
    TIMEOUT,
  );

  test.each([
    ['another text in the history', '/messages', (text: string) => text.replace(/canary (\d+) 1"/, 'tampered $1"'), 'content'],
    ['a message that the history lacks', '/messages', withoutSecond, 'lacks message'],
    ['a message that the sync lacks', '/sync', withoutSecond, 'lacks message'],
  ])(
    'notices %s',
    async (_, path, alter, problem) => {
      let altered = false;
      const found = await noticed({
        body(asked, text) {
          if (!asked.endsWith(path)) return text;
          const result = alter(text);
          altered ||= result !== text;
          return result;
        },
      });
      expect(altered).toBe(true);
      expect(found).toMatchObject({ step: 'compare', problem: expect.stringContaining(problem) });
    },
    TIMEOUT,
  );

  test(
    'notices a server that is not there',
    async () => {
      const canary = canaryOf('http://127.0.0.1:9');
      const result = await canary.round();
      await canary.close();
      expect(result).toMatchObject({ ok: false, steps: [{ step: 'sign-in', ok: false }] });
    },
    TIMEOUT,
  );
});

/** A list of messages without the round's second; left alone where it isn't in it. */
function withoutSecond(text: string): string {
  const body = JSON.parse(text) as { items?: Listed[]; messages?: Listed[] };
  const stays = ({ content }: Listed): boolean => !/^canary \d+ 1$/.test(content.text ?? '');
  const [items, messages] = [body.items?.filter(stays), body.messages?.filter(stays)];
  if (items?.length === body.items?.length && messages?.length === body.messages?.length) return text;
  return JSON.stringify({ ...body, ...(items === undefined ? {} : { items }), ...(messages === undefined ? {} : { messages }) });
}

interface Listed {
  readonly content: { readonly text?: string };
}
