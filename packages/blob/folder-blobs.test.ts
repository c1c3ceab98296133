import { expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemIds } from '@parley/kernel/ids';
import { blobConformance } from './blob.conformance.ts';
import { folderBlobs } from './folder-blobs.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'parley-blobs-'));

blobConformance('folder', async () => {
  const root = temporary();
  return { blobs: await folderBlobs(root, systemIds), close: async () => rmSync(root, { recursive: true }) };
});

test('nothing is written beside the store, and nothing stays in the incoming folder', async () => {
  const root = temporary();
  const blobs = await folderBlobs(join(root, 'store'), systemIds);
  await blobs.put('a/b', new Uint8Array([1]), 'a/b');
  expect(readdirSync(root)).toEqual(['store']);
  expect(readdirSync(join(root, 'store')).sort()).toEqual(['incoming', 'objects', 'types']);
  expect(readdirSync(join(root, 'store', 'incoming'))).toEqual([]);
  rmSync(root, { recursive: true });
});

test('what a crash left half-written is gone after the next start', async () => {
  const root = temporary();
  mkdirSync(join(root, 'incoming'));
  writeFileSync(join(root, 'incoming', 'half'), 'x');
  const blobs = await folderBlobs(root, systemIds);
  expect(existsSync(join(root, 'incoming', 'half'))).toBe(false);
  expect(await blobs.list('')).toEqual([]);
  rmSync(root, { recursive: true });
});
