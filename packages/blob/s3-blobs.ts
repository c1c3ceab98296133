import type { Clock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';
import { S3Client } from 'bun';
import type { BlobInfo, BlobStore } from './blob.ts';
import { checkKey } from './keys.ts';
import { attachment } from './s3/content-disposition.ts';
import { createMultipart } from './s3/multipart.ts';
import { readBody } from './s3/read-body.ts';
import { splitParts } from './s3/split-parts.ts';
import { within } from './s3/within.ts';

export interface S3BlobsOptions {
  /** URL of the server. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** URL under which people reach the server, where that is another one. */
  readonly publicEndpoint?: string | undefined;
  readonly clock: Clock;
  /** Ms that a question about a blob may take. Default 5,000. */
  readonly deadlineMs?: number;
  /** Ms in which a part of a large upload has to be taken, and the next bytes of a download have to come. Default 30,000. */
  readonly idleMs?: number;
  /** Told of parts of an upload that could not be taken back. */
  readonly onLeftover?: (key: string, error: unknown) => void;
  /** Told of each operation, and whether the store did what it was asked for. */
  readonly onOperation?: (operation: S3Operation, ms: number, ok: boolean) => void;
}

export type S3Operation = 'put' | 'get' | 'head' | 'delete' | 'list';

/** Blobs in a bucket. */
export interface S3Blobs extends BlobStore {
  /** Asks whether the bucket can be listed. @throws Error that names what is wrong, for an operator */
  check(): Promise<void>;
}

const DEFAULT_TYPE = 'application/octet-stream';
const DEFAULT_LIMIT = 1_000;
/** What S3 lists at a time, at the most. */
const LIST_PAGE = 1_000;
/** Deletions under way at once. */
const DELETE_AT_ONCE = 16;
/** Seconds that a presigned address may be good for (S3: 7 days). */
const LONGEST_PRESIGN = 7 * 24 * 60 * 60;
/** Bytes of a part; S3 takes 5 MiB at the least, and 10,000 parts. Each upload has two in memory. */
const PART_SIZE = 8 * 1024 * 1024;

/**
 * Blobs in a bucket of an S3-compatible server, addressed by path. It need not be there at the start. Calls reject with `blob.unavailable` when the
 * server can't be reached, refuses, or lets wait; an upload that breaks off is taken back, so nothing of it is ever seen.
 * @throws Error when the environment has a session token in it that the runtime would send along
 */
export function s3Blobs(options: S3BlobsOptions): S3Blobs {
  const { clock, bucket, region, accessKeyId, secretAccessKey, deadlineMs = 5_000, idleMs = 30_000 } = options;
  const account = { bucket, region, accessKeyId, secretAccessKey, virtualHostedStyle: false };
  const client = new S3Client({ ...account, endpoint: options.endpoint });
  const presigner = new S3Client({ ...account, endpoint: options.publicEndpoint ?? options.endpoint });
  const multipart = createMultipart({
    endpoint: options.endpoint,
    bucket,
    keys: { region, accessKeyId, secretAccessKey },
    clock,
    requestMs: idleMs,
    onLeftover: options.onLeftover ?? (() => undefined),
  });
  // Bun takes it from the environment (`AWS_SESSION_TOKEN`) even where the keys are given, and every request is refused.
  if (client.presign('x').includes('X-Amz-Security-Token'))
    throw new Error('AWS_SESSION_TOKEN or S3_SESSION_TOKEN is set, which does not belong to the keys of PARLEY_S3_*. Unset it.');

  async function timed<T>(operation: S3Operation, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    let ok = true;
    try {
      return await work();
    } catch (error) {
      // A body that breaks off is not the store's fault.
      ok = !(error instanceof AppError);
      throw error;
    } finally {
      options.onOperation?.(operation, performance.now() - start, ok);
    }
  }

  /** Asks, for so long; what goes wrong is `blob.unavailable`, with the reason for the log. */
  async function ask<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(clock, deadlineMs, work);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function head(key: string): Promise<BlobInfo | undefined> {
    checkKey(key);
    try {
      const { size, etag, type } = await within(clock, deadlineMs, client.stat(key));
      return { key, size, contentType: type === '' ? DEFAULT_TYPE : type, etag };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw unavailable(error);
    }
  }

  const write = (key: string, body: Uint8Array, type: string): Promise<number> =>
    // What is as large as a part has the time of one.
    within(clock, body.length < 1024 * 1024 ? deadlineMs : idleMs, client.write(key, body, { type: asGiven(type) }));

  async function upload(key: string, body: ReadableStream<Uint8Array>, type: string): Promise<void> {
    let broken: { readonly error: unknown } | undefined;
    // What the source fails with is the caller's own, not the store's.
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* body;
      } catch (error) {
        broken = { error };
        throw error;
      }
    }
    try {
      const parts = splitParts(source(), PART_SIZE);
      const first = await parts.next();
      const part = first.done === true ? new Uint8Array() : first.value;
      if (part.length < PART_SIZE) await write(key, part, type);
      else await multipart.upload(key, type, startingWith(part, parts));
    } catch (error) {
      throw broken === undefined ? unavailable(error) : broken.error;
    }
  }

  return {
    head: (key) => timed('head', () => head(key)),

    async put(key, body, contentType) {
      checkKey(key);
      return timed('put', async () => {
        if (body instanceof Uint8Array) await write(key, body, contentType).catch(refuse);
        else await upload(key, body, contentType);
        const info = await head(key);
        if (info === undefined) throw new Error(`The blob ${key} was removed while it was put.`);
        return info;
      });
    },

    get: (key, range) =>
      timed('get', async () => {
        // Asked first: a stream says only while it is read that there is nothing to read.
        const info = await head(key);
        if (info === undefined) return undefined;
        const start = Math.min(range?.start ?? 0, info.size);
        const end = Math.min(range?.end ?? info.size, info.size);
        if (start >= end) return new Blob([]).stream();
        const file = client.file(key);
        const isWhole = start === 0 && end === info.size;
        return readBody(clock, idleMs, (isWhole ? file : file.slice(start, end)).stream(), unavailable);
      }),

    async delete(keys) {
      for (const key of keys) checkKey(key);
      await timed('delete', async () => {
        const waiting = [...new Set(keys)];
        // Bun has no way to name several in one request.
        const one = async (): Promise<void> => {
          for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await ask(deleteIfThere(client, key));
        };
        await Promise.all(Array.from({ length: DELETE_AT_ONCE }, one));
      });
    },

    list: (prefix, { after, limit = DEFAULT_LIMIT } = {}) =>
      timed('list', async () => {
        const keys: string[] = [];
        while (keys.length < limit) {
          const startAfter = keys.at(-1) ?? after;
          const page = await ask(
            client.list({
              ...(prefix === '' ? {} : { prefix }),
              ...(startAfter === undefined || startAfter === '' ? {} : { startAfter }),
              maxKeys: Math.min(LIST_PAGE, limit - keys.length),
            }),
          );
          keys.push(...(page.contents ?? []).map(({ key }) => key));
          if (page.isTruncated !== true) break;
        }
        return keys;
      }),

    async presign(key, ttlMs, filename) {
      checkKey(key);
      const expiresIn = Math.min(LONGEST_PRESIGN, Math.max(1, Math.ceil(ttlMs / 1000)));
      return presigner.presign(key, { expiresIn, contentDisposition: attachment(filename) });
    },

    async check() {
      await within(clock, deadlineMs, client.list({ maxKeys: 1 }));
    },
  };
}

/** Bun makes `text/plain` into `text/plain;charset=utf-8`, which the bytes may not be, unless there is a space behind it; HTTP drops that. */
const asGiven = (contentType: string): string => `${contentType} `;

async function deleteIfThere(client: S3Client, key: string): Promise<void> {
  try {
    await client.delete(key);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'NoSuchKey' || error.code === 'NotFound');
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

const unavailable = (cause: unknown): Error => fail('blob.unavailable', { cause });

function refuse(cause: unknown): never {
  throw unavailable(cause);
}
