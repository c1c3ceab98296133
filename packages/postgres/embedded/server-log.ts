import type { Logger } from '@parley/kernel/logger';

/** What the server wrote last, to explain why it ended. */
export interface ServerLog {
  /** From now on the ends of sessions that a stopping server brings are no news. */
  expectEnd(): void;
  lastLines(): string;
}

const KEPT = 8;
/** A line: its SQLSTATE as `log_line_prefix` puts it there (the very first lines have none), its level, its message. */
const LINE = /^(?:([0-9A-Z]{5}) )?(DEBUG\d?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC): +(.*)$/;
/** `admin_shutdown` and `cannot_connect_now` (PostgreSQL manual, appendix A): what sessions are told while the server stops. */
const ENDINGS: ReadonlySet<string> = new Set(['57P01', '57P03']);

/** Passes the server's own log on, each line at its level, until the stream ends. */
export function forwardLog(stream: ReadableStream<Uint8Array>, logger: Logger): ServerLog {
  const kept: string[] = [];
  let ending = false;
  const take = (line: string): void => {
    if (line.trim() === '') return;
    kept.push(line);
    if (kept.length > KEPT) kept.shift();
    const [, state = '', level = 'LOG', message = line] = LINE.exec(line) ?? [];
    if (ending && ENDINGS.has(state)) logger.debug({ postgres: level }, message);
    else if (level === 'PANIC' || level === 'FATAL') logger.error({ postgres: level }, message);
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
  return {
    lastLines: () => kept.join('\n'),
    expectEnd() {
      ending = true;
    },
  };
}
