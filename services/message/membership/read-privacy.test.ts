import { beforeEach, expect, test } from 'bun:test';
import { type ManualClock, manualClock } from '@parley/testkit/manual-clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { createReadPrivacy, type ReadPrivacy } from './read-privacy.ts';

let clock: ManualClock;
let connected: boolean;
let showing: Set<string>;
let away: boolean;
let asked: string[][];
let privacy: ReadPrivacy;

beforeEach(() => {
  clock = manualClock();
  connected = true;
  away = false;
  showing = new Set(['ada']);
  asked = [];
  privacy = createReadPrivacy({
    clock,
    logger: silentLogger,
    connected: () => connected,
    async ask(userIds) {
      asked.push(userIds);
      await Promise.resolve();
      if (away) throw new Error('away');
      return showing;
    },
  });
});

const hiding = async (...userIds: string[]): Promise<string[]> => [...(await privacy.hiding(userIds))];

test('asks once, and again when word of a change came or half a minute is over', async () => {
  expect([await hiding('ada', 'ben'), await hiding('ada', 'ben')]).toEqual([['ben'], ['ben']]);
  expect(asked).toEqual([['ada', 'ben']]);
  showing.delete('ada');
  privacy.forget('ada');
  expect(await hiding('ada')).toEqual(['ada']);
  clock.advance(30_000);
  await hiding('ada');
  expect(asked).toEqual([['ada', 'ben'], ['ada'], ['ada']]);
});

test('rests on nothing while word of changes does not come through', async () => {
  expect(await hiding('ada')).toEqual([]);
  connected = false;
  showing.delete('ada');
  expect(await hiding('ada')).toEqual(['ada']);
  showing.add('ada');
  expect(await hiding('ada')).toEqual([]);
  connected = true;
  await hiding('ada');
  expect(asked).toHaveLength(4);
});

test('hides what somebody has read while they can’t be asked about', async () => {
  expect(await hiding('ada')).toEqual([]);
  clock.advance(30_000);
  away = true;
  expect(await hiding('ada')).toEqual(['ada']);
});
