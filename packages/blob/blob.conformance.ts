import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { BlobStore } from './blob.ts';
import { InvalidKey } from './keys.ts';

export interface BlobSetup {
  /** An empty store. */
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function text(stream: ReadableStream<Uint8Array> | undefined): Promise<string | undefined> {
  return stream === undefined ? undefined : new Response(stream).text();
}

function streamOf(...chunks: (Uint8Array | Error)[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) controller.close();
      else if (chunk instanceof Error) controller.error(chunk);
      else controller.enqueue(chunk);
    },
  });
}

/** What every adapter of the blob store must do. */
export function blobConformance(name: string, open: () => Promise<BlobSetup>): void {
  describe(`blob store: ${name}`, () => {
    let setup: BlobSetup;
    let blobs: BlobStore;
    beforeEach(async () => {
      setup = await open();
      blobs = setup.blobs;
    });
    afterEach(() => setup.close());

    test('what was put comes back, with its size and type', async () => {
      const info = await blobs.put('media/1/photo čau 👋.jpg', bytes('hello'), 'image/jpeg');
      expect(info).toEqual({ key: 'media/1/photo čau 👋.jpg', size: 5, contentType: 'image/jpeg', etag: expect.any(String) });
      expect(await blobs.head(info.key)).toEqual(info);
      expect(await text(await blobs.get(info.key))).toBe('hello');
    });

    test('a stream of many chunks, and one of none', async () => {
      const chunk = new Uint8Array(64 * 1024).fill(7);
      const big = await blobs.put('big', streamOf(...Array.from({ length: 40 }, () => chunk)), 'a/b');
      expect(big.size).toBe(40 * chunk.length);
      const back = new Uint8Array(await new Response(await blobs.get('big')).arrayBuffer());
      expect(back.length).toBe(big.size);
      expect(back.every((byte) => byte === 7)).toBe(true);
      expect((await blobs.put('empty', streamOf(), 'a/b')).size).toBe(0);
      expect(await text(await blobs.get('empty'))).toBe('');
    });

    test('what is not there is undefined', async () => {
      await blobs.put('a/b', bytes('x'), 'a/b');
      for (const key of ['x', 'a', 'a/c', 'a/b/c']) {
        expect(await blobs.head(key)).toBeUndefined();
        expect(await blobs.get(key)).toBeUndefined();
      }
    });

    test('ranges end before their end and at the end of the blob', async () => {
      await blobs.put('k', bytes('0123456789'), 'text/plain');
      expect(await text(await blobs.get('k', { start: 0, end: 1 }))).toBe('0');
      expect(await text(await blobs.get('k', { start: 3, end: 6 }))).toBe('345');
      expect(await text(await blobs.get('k', { start: 8, end: 100 }))).toBe('89');
      expect(await text(await blobs.get('k', { start: 10, end: 20 }))).toBe('');
    });

    test('a put replaces all of what was there', async () => {
      const before = await blobs.put('k', bytes('a long first version'), 'text/plain');
      const after = await blobs.put('k', bytes('short'), 'text/html');
      expect(after.etag).not.toBe(before.etag);
      expect(await blobs.head('k')).toEqual({ key: 'k', size: 5, contentType: 'text/html', etag: after.etag });
      expect(await text(await blobs.get('k'))).toBe('short');
    });

    test('a body that breaks off leaves what was there, or nothing', async () => {
      await blobs.put('old', bytes('old'), 'text/plain');
      for (const key of ['old', 'new']) {
        await expect(blobs.put(key, streamOf(bytes('half'), new Error('gone')), 'a/b')).rejects.toThrow('gone');
      }
      expect(await text(await blobs.get('old'))).toBe('old');
      expect((await blobs.head('old'))?.contentType).toBe('text/plain');
      expect(await blobs.get('new')).toBeUndefined();
      expect(await blobs.list('')).toEqual(['old']);
    });

    test('puts at once to one key leave one of them whole', async () => {
      const bodies = Array.from({ length: 10 }, (_, n) => String(n).repeat(10_000));
      await Promise.all(bodies.map((body) => blobs.put('k', bytes(body), 'text/plain')));
      expect(bodies).toContain((await text(await blobs.get('k'))) ?? '');
    });

    test('deleting takes what is there and minds nothing else', async () => {
      await blobs.put('a/1', bytes('x'), 'a/b');
      await blobs.put('a/2', bytes('x'), 'a/b');
      await blobs.delete(['a/1', 'a/1', 'none/at/all']);
      await blobs.delete([]);
      expect(await blobs.list('')).toEqual(['a/2']);
      await blobs.delete(['a/2']);
      expect(await blobs.list('')).toEqual([]);
      await blobs.put('a', bytes('now a name'), 'a/b');
      expect(await text(await blobs.get('a'))).toBe('now a name');
    });

    test('lists are in byte order, by prefix, in pages', async () => {
      // '-' sorts before '/', which sorts before '0'; the last two differ between UTF-8 and UTF-16.
      const keys = ['a-b', 'a/b', 'a/c/d', 'a0', 'b/x', 'b/y', '\uffee', '\u{1f600}'];
      for (const key of keys.toReversed()) await blobs.put(key, bytes('x'), 'a/b');
      expect(await blobs.list('')).toEqual(keys);
      expect(await blobs.list('a')).toEqual(['a-b', 'a/b', 'a/c/d', 'a0']);
      expect(await blobs.list('a/')).toEqual(['a/b', 'a/c/d']);
      expect(await blobs.list('a/c')).toEqual(['a/c/d']);
      expect(await blobs.list('nothing/here')).toEqual([]);
      const paged: string[] = [];
      for (;;) {
        const after = paged.at(-1);
        const page = await blobs.list('', { limit: 3, ...(after === undefined ? {} : { after }) });
        expect(page.length).toBeLessThanOrEqual(3);
        if (page.length === 0) break;
        paged.push(...page);
      }
      expect(paged).toEqual(keys);
    });

    test.each([
      '',
      '/',
      '/etc/passwd',
      '..',
      '../x',
      'a/../../x',
      'a/..',
      './a',
      'a//b',
      'a/',
      'a\\b',
      'a\u0000b',
      'a\nb',
      '\ud800',
      'x'.repeat(300),
      `${'x/'.repeat(600)}x`,
    ])('the key %j is refused everywhere', async (key) => {
      await expect(blobs.put(key, bytes('x'), 'a/b')).rejects.toBeInstanceOf(InvalidKey);
      await expect(blobs.get(key)).rejects.toBeInstanceOf(InvalidKey);
      await expect(blobs.head(key)).rejects.toBeInstanceOf(InvalidKey);
      await expect(blobs.delete([key])).rejects.toBeInstanceOf(InvalidKey);
      expect(await blobs.list('')).toEqual([]);
    });

    test('a presigned address, where there are such, is one', async () => {
      await blobs.put('k', bytes('x'), 'text/plain');
      const address = await blobs.presign('k', 60_000, 'name.txt');
      if (address !== undefined) expect(await (await fetch(address)).text()).toBe('x');
    });
  });
}
