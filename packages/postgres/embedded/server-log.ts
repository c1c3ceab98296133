import type { Logger } from '@parley/kernel/logger';

/** What the server wrote last, to explain why it ended. */
export interface ServerLog {
  lastLines(): string;
}

const KEPT = 8;
const LEVEL = /^(DEBUG\d?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC): +(.*)$/;

/** Passes the server's own log on, each line at its level, until the stream ends. */
export function forwardLog(stream: ReadableStream<Uint8Array>, logger: Logger): ServerLog {
  const kept: string[] = [];
  const take = (line: string): void => {
    if (line.trim() === '') return;
    kept.push(line);
    if (kept.length > KEPT) kept.shift();
    const [, level = 'LOG', message = line] = LEVEL.exec(line) ?? [];
    if (level === 'PANIC' || level === 'FATAL') logger.error({ postgres: level }, message);
    else if (level === 'ERROR' || level === 'WARNING') logger.warn({ postgres: level }, message);
    else logger.debug({ postgres: level }, message);
  };
  const pump = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(take);
    }
    take(rest);
  };
  pump().catch((error: unknown) => logger.warn({ error }, 'the log of PostgreSQL can no longer be read'));
  return { lastLines: () => kept.join('\n') };
}
