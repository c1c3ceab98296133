import type { Logger } from '@parley/kernel/logger';
import pino from 'pino';

/** One line of a log, as it would be written. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string };

/** A logger that writes nothing and keeps its lines for the test to look at. */
export function testLogger(): { readonly logger: Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const logger = pino({ level: 'trace' }, { write: (text: string) => void lines.push(JSON.parse(text) as LogLine) });
  return { logger, lines };
}

/** A logger for tests that don't care. */
export const silentLogger: Logger = pino({ level: 'silent' });
