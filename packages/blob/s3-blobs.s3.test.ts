import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startS3 } from '@parley/engines/s3';
import { systemClock } from '@parley/kernel/clock';
import { manualClock } from '@parley/testkit/manual-clock';
import { blobConformance } from './blob.conformance.ts';
import { type S3BlobsOptions, s3Blobs } from './s3-blobs.ts';

const s3 = await startS3();
afterAll(() => s3.stop());

const MEBIBYTE = 1024 * 1024;
const account = {
  endpoint: s3.url,
  bucket: s3.bucket,
  region: s3.region,
  accessKeyId: s3.accessKeyId,
  secretAccessKey: s3.secretAccessKey,
};
const open = (options: Partial<S3BlobsOptions> = {}) => s3Blobs({ ...account, clock: systemClock, ...options });

async function empty(): Promise<void> {
  const blobs = open();
  await blobs.delete(await blobs.list(''));
}

blobConformance(`S3 (${s3.name} ${s3.version})`, async () => ({ blobs: open(), close: empty }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'ok',
    (error: { code?: unknown }) => error.code ?? error,
  );

/** Chunks of 1 MiB; `before` is waited for before each. */
function chunks(count: number, before: (n: number) => unknown = () => undefined): ReadableStream<Uint8Array> {
  let n = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        await before(n);
        if (n === count) controller.close();
        else controller.enqueue(new Uint8Array(MEBIBYTE).fill(n));
        n += 1;
      },
    },
    { highWaterMark: 0 },
  );
}

/** Parts of uploads that are neither finished nor taken back. */
function unfinished(): string[] {
  const folder = join(s3.folder, 'data', s3.bucket, '.sgwtmp', 'multipart');
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
}

describe('what the runtime’s client does otherwise', () => {
  afterEach(empty);

  test.each([
    ...['a+b', 'a%20b', 'a b', "q'uote", 'x?y', 'x#y', 'a=b&c', '(p)', 'til~de', 'st*r', 'c:d', 'e@f', '$', ',;', '<x>&"', 'ünï'],
    ...['%2F', '%', '&amp;', '[1]', '{2}', '|', '^', '`', '!'],
  ])('the key %j is the same in all calls', async (name) => {
    const blobs = open();
    const key = `folder/${name}`;
    await blobs.put(key, bytes(name), 'a/b');
    expect(await new Response(await blobs.get(key)).text()).toBe(name);
    expect((await blobs.head(key))?.key).toBe(key);
    expect(await blobs.list(key)).toEqual([key]);
    expect(await blobs.list('', { after: 'folder/' })).toEqual([key]);
    expect(await (await fetch((await blobs.presign(key, 60_000, name)) ?? '')).text()).toBe(name);
    await blobs.delete([key]);
    expect(await blobs.list('')).toEqual([]);
  });

  test.each([
    'text/plain',
    'text/html',
    'application/json',
    'application/javascript',
    'text/plain;charset=iso-8859-2',
    'audio/ogg; codecs=opus',
  ])('the type %j stays as it was given, of bytes and of streams', async (type) => {
    const blobs = open();
    expect((await blobs.put('a', bytes('x'), type)).contentType).toBe(type);
    expect((await blobs.put('b', chunks(1), type)).contentType).toBe(type);
    expect((await blobs.put('c', chunks(6), type)).contentType).toBe(type);
    const answer = await fetch((await blobs.presign('a', 60_000, 'x')) ?? '');
    expect(answer.headers.get('content-type')).toBe(type);
  });

  test('a session token of the environment is not sent along: the start says so', async () => {
    const script = `
      const { s3Blobs } = await import(${JSON.stringify(join(import.meta.dir, 's3-blobs.ts'))});
      const clock = { now: () => 0, schedule: () => () => undefined };
      try { s3Blobs({ ...${JSON.stringify(account)}, clock }); } catch (error) { process.stdout.write(error.message); }`;
    const run = Bun.spawn([process.execPath, '-e', script], { env: { AWS_SESSION_TOKEN: 'x' }, stderr: 'inherit' });
    expect(await new Response(run.stdout).text()).toContain('AWS_SESSION_TOKEN');
  });
});

describe('large bodies', () => {
  afterEach(empty);

  test('go in parts and come back whole, or in ranges', async () => {
    const blobs = open();
    const info = await blobs.put('large', chunks(18), 'a/b');
    expect(info.size).toBe(18 * MEBIBYTE);
    const back = new Uint8Array(await new Response(await blobs.get('large')).arrayBuffer());
    expect(back.length).toBe(info.size);
    for (let n = 0; n < 18; n += 1) expect(back[n * MEBIBYTE + 17]).toBe(n);
    const middle = new Uint8Array(
      await new Response(await blobs.get('large', { start: 5 * MEBIBYTE - 1, end: 5 * MEBIBYTE + 1 })).arrayBuffer(),
    );
    expect([...middle]).toEqual([4, 5]);
    expect(unfinished()).toEqual([]);
  });

  test('that break off after some parts are taken back', async () => {
    const blobs = open();
    await blobs.put('k', bytes('before'), 'a/b');
    const breaking = chunks(18, (n) => {
      if (n === 14) throw new Error('gone');
    });
    await expect(blobs.put('k', breaking, 'a/b')).rejects.toThrow('gone');
    expect(await new Response(await blobs.get('k')).text()).toBe('before');
    expect(unfinished()).toEqual([]);
  });

  test('may come slowly', async () => {
    const clock = manualClock(Date.now());
    const blobs = open({ clock });
    const slow = chunks(9, (n) => {
      // As long as nothing is on its way: that would have waited too.
      if (n < 8) clock.advance(60_000);
    });
    expect((await blobs.put('k', slow, 'a/b')).size).toBe(9 * MEBIBYTE);
    expect(clock.pending).toBe(0);
  });

  test('need not be read to the end', async () => {
    const blobs = open();
    await blobs.put('k', chunks(8), 'a/b');
    const reader = (await blobs.get('k'))?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  });
});

describe('presigned addresses', () => {
  afterEach(empty);

  test('have a browser save the file by its name, for so long', async () => {
    const blobs = open();
    await blobs.put('k', bytes('x'), 'text/html');
    const address = (await blobs.presign('k', 90_500, 'Žába "2"; ćć.html')) ?? '';
    const answer = await fetch(address);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="__ba _2_; __.html"; filename*=UTF-8''%C5%BD%C3%A1ba%20%222%22%3B%20%C4%87%C4%87.html`,
    );
    expect(new URL(address).searchParams.get('X-Amz-Expires')).toBe('91');
    expect((await fetch(address.replace('/k?', '/other?'))).status).toBe(403);
  });

  test('name the server as people reach it', async () => {
    const address = await open({ publicEndpoint: 'https://files.example.org' }).presign('k', 1_000, 'x');
    expect(address?.startsWith(`https://files.example.org/${s3.bucket}/k?`)).toBe(true);
  });
});

describe('S3 goes and comes back', () => {
  afterEach(empty);

  test('killed, and not there at the start: every call says that files are not available, and works again', async () => {
    const before = open();
    await before.put('k', bytes('x'), 'a/b');
    await s3.kill();
    for (const blobs of [before, open()]) {
      const outcomes = [
        codeOf(blobs.head('k')),
        codeOf(blobs.get('k')),
        codeOf(blobs.put('n', bytes('x'), 'a/b')),
        codeOf(blobs.put('n', chunks(9), 'a/b')),
        codeOf(blobs.delete(['k'])),
        codeOf(blobs.list('')),
      ];
      expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => 'blob.unavailable'));
    }
    await s3.restart();
    expect(await new Response(await before.get('k')).text()).toBe('x');
  });

  test('killed while an upload is under way: it is not there afterwards', async () => {
    const blobs = open();
    const cut = chunks(18, async (n) => {
      if (n === 12) await s3.kill();
    });
    expect(await codeOf(blobs.put('k', cut, 'a/b'))).toBe('blob.unavailable');
    await s3.restart();
    expect(await blobs.head('k')).toBeUndefined();
  });

  test('halted: a question has its time, then files are not available', async () => {
    const clock = manualClock(Date.now());
    const blobs = open({ clock, deadlineMs: 5_000 });
    s3.pause();
    const asked = [
      codeOf(blobs.head('k')),
      codeOf(blobs.list('')),
      codeOf(blobs.put('n', bytes('x'), 'a/b')),
      codeOf(blobs.delete(['k'])),
    ];
    clock.advance(5_000);
    expect(await Promise.all(asked)).toEqual(Array.from(asked, () => 'blob.unavailable'));
    s3.resume();
    expect(clock.pending).toBe(0);
  });

  test('halted while an upload is under way: a part has its time, then files are not available', async () => {
    const clock = manualClock(Date.now());
    const blobs = open({ clock, idleMs: 30_000 });
    const cut = chunks(18, (n) => {
      if (n === 16) s3.pause();
    });
    const upload = codeOf(blobs.put('k', cut, 'a/b'));
    let ended = false;
    void upload.then(() => {
      ended = true;
    });
    while (!ended) {
      await Bun.sleep(1);
      clock.advance(1_000);
    }
    expect(await upload).toBe('blob.unavailable');
    s3.resume();
    expect(await open().head('k')).toBeUndefined();
  });

  test('halted while a blob is read: the reader is told', async () => {
    const clock = manualClock(Date.now());
    const blobs = open({ clock, idleMs: 30_000 });
    await blobs.put('k', chunks(64), 'a/b');
    const reader = (await blobs.get('k'))?.getReader();
    s3.pause();
    let failure: unknown;
    while (failure === undefined) {
      const read = reader?.read().catch((error: unknown) => {
        failure = error;
      });
      // What lies in buffers comes at once; then nothing does.
      await Promise.race([read, Bun.sleep(50)]);
      clock.advance(30_000);
      await read;
    }
    expect(failure).toMatchObject({ code: 'blob.unavailable' });
    s3.resume();
  });

  test('a key that is refused is no absence', async () => {
    const stranger = open({ secretAccessKey: 'wrong' });
    expect(await codeOf(stranger.head('k'))).toBe('blob.unavailable');
    expect(await codeOf(stranger.get('k'))).toBe('blob.unavailable');
    await expect(stranger.check()).rejects.toThrow();
    await open().check();
    await expect(open({ bucket: 'no-such-bucket' }).check()).rejects.toThrow();
  });
});
