import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, lockFolder } from './lock.ts';

const inTemporaryFolder = (work: (path: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
  try {
    work(join(folder, 'lock'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('a locked folder is refused until it is released', () => {
  inTemporaryFolder((path) => {
    const lock = lockFolder(path);
    expect(() => lockFolder(path)).toThrow(FolderInUse);
    lock.release();
    lockFolder(path).release();
  });
});

test('it stays locked when nobody keeps the lock, whatever the garbage collector does', () => {
  inTemporaryFolder((path) => {
    // In a frame of its own, so that no register still refers to the lock.
    (() => void lockFolder(path))();
    for (let round = 0; round < 5; round++) Bun.gc(true);
    expect(() => lockFolder(path)).toThrow(FolderInUse);
  });
});
