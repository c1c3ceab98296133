import type { Logger as PinoLogger } from 'pino';

/** Structured logs; `request_id` is added by the call. Message bodies and secrets are never passed to it. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child' | 'level'>;
