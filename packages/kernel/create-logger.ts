import { pino } from 'pino';
import type { Logger } from './logger.ts';
import { prettyDestination } from './pretty-log.ts';
import { currentRequest } from './request-context.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Fields that never reach a log, whoever passes them: secrets and what people write. One level of nesting is covered too. */
const REDACTED = [
  'authorization',
  'cookie',
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'refreshToken',
  'code',
  'otp',
  'secret',
  'phone',
  'content',
  'text',
  'body',
  'frame',
];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** `json` for machines; `pretty` for a person at a terminal. */
  readonly format: 'pretty' | 'json';
  /** Takes whole lines. Default: standard output, synchronously, so that the last line before a crash is there. */
  readonly write?: (line: string) => void;
}

/** Makes the log of a process. `request_id` is added to whatever is logged under `withRequest`. */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.write === undefined ? pino.destination({ fd: 1, sync: true }) : { write: options.write };
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`]), censor: '•••' },
      mixin: () => {
        const request = currentRequest();
        return request === undefined ? {} : { request_id: request.requestId };
      },
    },
    options.format === 'pretty' ? prettyDestination(destination) : destination,
  );
}
