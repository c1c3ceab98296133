import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { fail } from '@parley/protocol/errors';
import type { CodeDelivery, CodeSender } from './code-sender.ts';

const TIMEOUT_MS = 5_000;
/** Pauses before the second and the third try. */
const PAUSES_MS = [250, 1_000] as const;

export interface HttpSenderOptions {
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly secret: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Posts `{challengeId, phone, code, expiresIn}` as JSON to an address of the host's, which sends the message. Any 2xx means taken over.
 * What may pass (no answer within 5 s, 429, 5xx) is tried three times, with the same `Idempotency-Key`.
 */
export function httpSender(options: HttpSenderOptions): CodeSender {
  const { clock, logger } = options;
  return {
    echoes: false,
    async send(delivery) {
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await post(options, delivery);
        if (outcome === 'taken') return;
        const pause = PAUSES_MS[attempt];
        const isLate = delivery.deadline !== undefined && clock.now() + (pause ?? 0) >= delivery.deadline;
        logger.warn({ reason: outcome.reason, attempt: attempt + 1 }, 'a code could not be handed over for delivery');
        if (!outcome.mayPass || pause === undefined || isLate) throw fail('auth.code_not_delivered', { cause: outcome.cause });
        await new Promise<void>((resolve) => void clock.schedule(pause, resolve));
      }
    },
  };
}

interface Refused {
  readonly mayPass: boolean;
  /** Without the code, the phone and the address: for the log. */
  readonly reason: string;
  readonly cause?: unknown;
}

async function post({ url, secret }: HttpSenderOptions, delivery: CodeDelivery): Promise<'taken' | Refused> {
  const { challengeId, phone, code, expiresIn } = delivery;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': challengeId,
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      },
      body: JSON.stringify({ challengeId, phone, code, expiresIn }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return 'taken';
    return { mayPass: response.status === 429 || response.status >= 500, reason: `status ${response.status}` };
  } catch (cause) {
    return { mayPass: true, reason: cause instanceof Error ? cause.name : 'no answer', cause };
  }
}
