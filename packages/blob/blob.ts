import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';

export interface BlobInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  readonly etag: string;
}

/**
 * Bytes by key (a folder, or an S3 bucket). Keys are slash-separated names (see keys.ts); a key that would leave the store is refused,
 * and a key is never also the folder of another. Calls reject with `blob.unavailable` when the store can't be used now; a stream that was answered
 * fails with it, too.
 */
export interface BlobStore {
  /** Streams `body` in; the blob appears whole or not at all. Replaces what was there. */
  put(key: string, body: ReadableStream<Uint8Array> | Uint8Array, contentType: string): Promise<BlobInfo>;
  /** Undefined when there is none. `range` is in bytes, the end exclusive; what lies behind the end of the blob is left out. */
  get(key: string, range?: { readonly start: number; readonly end: number }): Promise<ReadableStream<Uint8Array> | undefined>;
  head(key: string): Promise<BlobInfo | undefined>;
  delete(keys: readonly string[]): Promise<void>;
  /** Keys that start with `prefix`, in byte order, after `after`; 1,000 at the most unless `limit` says otherwise. */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<string[]>;
  /** A URL that lets its bearer fetch the blob until it expires; undefined where the store can't make one and the caller serves it. */
  presign(key: string, ttlMs: number, filename: string): Promise<string | undefined>;
}

export const blobPort: Port<BlobStore> = port<BlobStore>('blob');
