import { closeSync, openSync, writeSync } from 'node:fs';
import type { HistoryRecord } from './records.ts';

/** Writes down what happens, in order. */
export interface HistoryWriter {
  write(record: HistoryRecord): void;
  /** Everything so far is in the file. */
  flush(): void;
  close(): void;
}

/** Characters that are gathered before they are written. */
const GATHER = 256 * 1024;
/** Ms after which they are written anyway, so that a run can be watched. */
const FLUSH_EVERY = 500;

/** Makes a file of history, JSON lines. */
export function openHistory(path: string): HistoryWriter {
  const file = openSync(path, 'w', 0o600);
  let gathered = '';
  const flush = (): void => {
    if (gathered === '') return;
    writeSync(file, gathered);
    gathered = '';
  };
  const timer = setInterval(flush, FLUSH_EVERY);
  timer.unref();
  return {
    write(record) {
      gathered += `${JSON.stringify(record)}\n`;
      if (gathered.length > GATHER) flush();
    },
    flush,
    close() {
      clearInterval(timer);
      flush();
      closeSync(file);
    },
  };
}
