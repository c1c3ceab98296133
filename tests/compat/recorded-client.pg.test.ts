import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type AsyncApi, contractOf, type OpenApi } from '../support/contract.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';
import { asOldClientsRead } from './as-old-clients-read.ts';
import { FROZEN, previousSdk, readRecording } from './frozen.ts';
import { brokenPromises, promisedBy } from './promises.ts';
import { createRecorder, type Exchange } from './recorder.ts';
import { type Ending, liveThroughADay } from './session.ts';

// The client of the previous build, as it was bundled then, lives its recorded day against today's server.

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let endings: Ending[];
const unlike: string[] = [];
const recorder = createRecorder((exchange) => check(exchange));
let check: (exchange: Exchange) => void;

beforeAll(async () => {
  server = await startServer();
  const documents = await Promise.all(['openapi', 'asyncapi'].map((name) => Bun.file(`${FROZEN}${name}.json`).json()));
  const [openapi, asyncapi] = documents.map(asOldClientsRead) as [OpenApi, AsyncApi];
  const contract = contractOf(openapi, asyncapi);
  check = (exchange) => {
    try {
      if (exchange.kind === 'rest') {
        const type = exchange.status < 400 ? 'application/json' : 'application/problem+json';
        contract.checkAnswer(exchange.method, exchange.path, exchange.status, type, exchange.answer);
        // It skips frames that it doesn't know.
      } else if (exchange.kind === 'received' && exchange.frame.type in asyncapi.operations) contract.checkFrame(exchange.frame);
    } catch (error) {
      unlike.push(error instanceof Error ? error.message : String(error));
    }
  };
  const run = String(Date.now() % 1_000_000).padStart(6, '0');
  endings = await liveThroughADay(await previousSdk(), server.url, { run, transportOf: recorder.transportOf });
});
afterAll(() => server.stop());

test('every device ends with what the server has', () => {
  expect(endings).toHaveLength(4);
  for (const { held, stored } of endings) {
    expect(stored.length).toBeGreaterThan(1);
    expect(held).toEqual(stored);
  }
});

test('every answer and frame is what the documents of its time say', () => {
  expect(recorder.exchanges.length).toBeGreaterThan(50);
  expect(unlike).toEqual([]);
});

test('it gets all that it got then', async () => {
  const { promised } = await readRecording();
  expect(Object.keys(promised).length).toBeGreaterThan(25);
  expect(brokenPromises(promised, promisedBy(recorder.exchanges))).toEqual([]);
});

test('a field that is taken away is noticed', async () => {
  const { promised } = await readRecording();
  const poorer = recorder.exchanges.map((exchange) =>
    exchange.kind === 'received' && exchange.frame.type === 'message.new'
      ? (JSON.parse(JSON.stringify(exchange), (key, value: unknown) => (key === 'clientMsgId' ? undefined : value)) as Exchange)
      : exchange,
  );
  expect(brokenPromises(promised, promisedBy(poorer))).toEqual(['frame message.new: message.clientMsgId string is gone']);
});
