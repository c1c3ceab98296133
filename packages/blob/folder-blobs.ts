import { type FileHandle, mkdir, open, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ids } from '@parley/kernel/ids';
import type { BlobInfo, BlobStore } from './blob.ts';
import { checkKey } from './keys.ts';
import { listFolder } from './list-folder.ts';

const DEFAULT_TYPE = 'application/octet-stream';
const DEFAULT_LIMIT = 1_000;

/**
 * Blobs as plain files below `root`: the bytes in `objects/<key>`, their content type in `types/<key>`, what is being written in `incoming/`.
 * A blob is renamed into place when its bytes are on the disk, so a crash leaves the old one or the new one, never a part.
 */
export async function folderBlobs(root: string, ids: Ids): Promise<BlobStore> {
  const objects = join(root, 'objects');
  const types = join(root, 'types');
  const incoming = join(root, 'incoming');
  // What a crash left half-written is nobody's.
  await rm(incoming, { recursive: true, force: true });
  for (const folder of [objects, types, incoming]) await mkdir(folder, { recursive: true, mode: 0o750 });

  function paths(key: string): { readonly object: string; readonly type: string } {
    checkKey(key);
    return { object: join(objects, key), type: join(types, key) };
  }

  async function head(key: string): Promise<BlobInfo | undefined> {
    const { object, type } = paths(key);
    const stats = await orUndefined(stat(object, { bigint: true }));
    if (!stats?.isFile()) return undefined;
    const contentType = (await orUndefined(readFile(type, 'utf8'))) ?? DEFAULT_TYPE;
    // What web servers do too: any change of the bytes changes the time.
    const etag = `"${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}"`;
    return { key, size: Number(stats.size), contentType, etag };
  }

  return {
    head,

    async put(key, body, contentType) {
      const { object, type } = paths(key);
      const draft = join(incoming, ids.uuid());
      try {
        await writeDurably(draft, body);
        // The type first: a reader of the new bytes finds it.
        await writeFile(`${draft}.type`, contentType);
        await moveInto(`${draft}.type`, type);
        await moveInto(draft, object);
      } catch (error) {
        await rm(draft, { force: true });
        await rm(`${draft}.type`, { force: true });
        throw error;
      }
      const info = await head(key);
      if (info === undefined) throw new Error(`The blob ${key} was removed while it was put.`);
      return info;
    },

    async get(key, range) {
      const info = await head(key);
      if (info === undefined) return undefined;
      const start = Math.min(range?.start ?? 0, info.size);
      const end = Math.min(range?.end ?? info.size, info.size);
      if (start >= end) return new Blob([]).stream();
      return Bun.file(join(objects, key)).slice(start, end).stream();
    },

    async delete(keys) {
      for (const key of keys) {
        const { object, type } = paths(key);
        await orUndefined(unlink(object));
        await orUndefined(unlink(type));
        await removeEmpty(dirname(object), objects);
        await removeEmpty(dirname(type), types);
      }
    },

    async list(prefix, { after = '', limit = DEFAULT_LIMIT } = {}) {
      const keys: string[] = [];
      if (limit <= 0) return keys;
      for await (const key of listFolder(objects, prefix, after)) {
        keys.push(key);
        if (keys.length === limit) break;
      }
      return keys;
    },

    presign: async () => undefined,
  };
}

async function writeDurably(path: string, body: ReadableStream<Uint8Array> | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    if (body instanceof Uint8Array) await writeAll(file, body);
    else for await (const chunk of body) await writeAll(file, chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** One `write` may take less than it is given. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
}

/** Renames, and makes the new name last. */
async function moveInto(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  for (;;) {
    await mkdir(folder, { recursive: true, mode: 0o750 });
    try {
      await rename(from, to);
      break;
    } catch (error) {
      // A deletion next to it took the empty folder away in between.
      if (codeOf(error) !== 'ENOENT') throw error;
      await stat(from);
    }
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes folders that hold nothing any more, upwards to `root`, which stays. */
async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return;
      if (code !== 'ENOENT') throw error;
    }
  }
}

/** Undefined where there is no such file. */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
