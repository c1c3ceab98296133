import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HistoryRecord } from './records.ts';

/** The records of all files of a run's folder, file by file. A last line that is cut off, by a process that was killed, is left out. */
export async function* readHistory(folder: string): AsyncGenerator<HistoryRecord> {
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()) {
    let broken: string | undefined;
    for await (const line of createInterface({
      input: createReadStream(join(folder, name)),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (broken !== undefined) throw new Error(`${name} has a line that is no record: ${broken}`);
      const record = parse(line);
      if (record === undefined) broken = line.slice(0, 200);
      else yield record;
    }
  }
}

function parse(line: string): HistoryRecord | undefined {
  try {
    return JSON.parse(line) as HistoryRecord;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
