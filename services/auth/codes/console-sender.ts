import type { Logger } from '@parley/kernel/logger';
import type { CodeSender } from './code-sender.ts';

/** Writes codes into the log, for development: the one place where a secret may be. */
export function consoleSender(logger: Logger): CodeSender {
  return {
    echoes: false,
    async send({ phone, code }) {
      logger.info({ phone }, `The code for ${phone} is ${code}`);
    },
  };
}
