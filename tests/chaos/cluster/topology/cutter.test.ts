import { afterEach, expect, test } from 'bun:test';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { type Cutter, openCutter } from './cutter.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0)) await thing.close();
});

/** A server that says back what it hears, behind a cutter. */
async function echo(): Promise<Cutter> {
  const server: Server = createServer((socket) => socket.on('data', (chunk) => socket.write(chunk)).on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cutter = await openCutter({ host: '127.0.0.1', port: address.port });
  opened.push(cutter, server);
  return cutter;
}

interface Caller {
  say(text: string): void;
  /** Resolves when all of this was heard. */
  heard(text: string): Promise<void>;
  readonly text: () => string;
  readonly closed: Promise<void>;
}

async function call(port: number): Promise<Caller> {
  const socket: Socket = createConnection({ port, host: '127.0.0.1' });
  opened.push({ close: () => socket.destroy() });
  let text = '';
  const waiting = new Set<() => void>();
  socket.on('data', (chunk) => {
    text += chunk.toString();
    for (const look of waiting) look();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return {
    say: (words) => void socket.write(words),
    heard: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (text !== wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    text: () => text,
    closed,
  };
}

test('passes on what is said, both ways', async () => {
  const caller = await call((await echo()).port);
  caller.say('hello');
  await caller.heard('hello');
});

test('drop resets what is connected and turns away who comes', async () => {
  const cutter = await echo();
  const caller = await call(cutter.port);
  caller.say('a');
  await caller.heard('a');
  cutter.cut('drop');
  await caller.closed;
  const refused = await call(cutter.port);
  await refused.closed;
  cutter.mend();
  const back = await call(cutter.port);
  back.say('b');
  await back.heard('b');
});

test.each(['black-hole', 'half-open'] as const)('%s keeps everything back until it is mended, and loses nothing', async (how) => {
  const cutter = await echo();
  const caller = await call(cutter.port);
  const control = await call((await echo()).port);
  cutter.cut(how);
  caller.say('later');
  // What goes another way is there and back: had it passed the cut, it would have come too.
  for (const word of ['1', '2', '3']) control.say(word);
  await control.heard('123');
  expect(caller.text()).toBe('');
  cutter.mend();
  await caller.heard('later');
});

test('delay keeps the order', async () => {
  const cutter = await echo();
  const caller = await call(cutter.port);
  cutter.cut('delay');
  caller.say('one ');
  await caller.heard('one ');
  caller.say('two ');
  cutter.mend();
  caller.say('three');
  await caller.heard('one two three');
});
