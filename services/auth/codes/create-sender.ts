import type { Clock } from '@parley/kernel/clock';
import { ConfigError } from '@parley/kernel/config';
import type { Logger } from '@parley/kernel/logger';
import { fail } from '@parley/protocol/errors';
import type { CodeSender } from './code-sender.ts';
import { consoleSender } from './console-sender.ts';
import { httpSender } from './http-sender.ts';

export interface SenderConfig {
  readonly environment: 'development' | 'production';
  readonly otpSender: 'console' | 'echo' | 'http';
  readonly otpHttpUrl: string | undefined;
  readonly otpHttpSecret: string | undefined;
}

/** The sender that the configuration asks for. Throws `ConfigError`. */
export function createSender(
  config: SenderConfig,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): CodeSender {
  const isProduction = config.environment === 'production';
  switch (config.otpSender) {
    case 'console':
      if (!isProduction) return consoleSender(logger);
      logger.warn('Sign-in by code is off: PARLEY_OTP_SENDER is "console", which is for development. Set it to "http".');
      return noSender;
    case 'echo':
      if (isProduction) throw new ConfigError(['PARLEY_OTP_SENDER is "echo", which is refused when PARLEY_ENV is "production".']);
      return { echoes: true, send: async () => {} };
    case 'http':
      if (config.otpHttpUrl === undefined)
        throw new ConfigError(['PARLEY_OTP_HTTP_URL is not set; PARLEY_OTP_SENDER "http" needs it.']);
      return httpSender({ url: config.otpHttpUrl, secret: config.otpHttpSecret, clock, logger });
  }
}

/** Codes in a log are no way to sign in for real: a host without a provider has passwords. */
const noSender: CodeSender = {
  echoes: false,
  send: () => Promise.reject(fail('auth.code_not_delivered', { message: 'Sign-in by code is not set up on this server.' })),
};
