import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { drawCode, hashCode } from '../domain/code.ts';
import { CODE_LIFE_MS, decideCode } from '../domain/code-limits.ts';
import { parsePhone } from '../domain/phone.ts';
import { lockPhone, putChallenge, saveSent } from '../store/challenges.ts';

const SALT_BYTES = 16;

/**
 * Makes a code for a phone and has it delivered; the code before it is no longer good. Nothing here depends on whether the phone has
 * an account, so nothing tells. Throws `auth.phone_invalid`, `auth.code_rate_limited`, `auth.code_not_delivered`.
 */
export function requestCode(
  context: Pick<AuthContext, 'db' | 'clock' | 'ids' | 'keys' | 'limits' | 'sender'>,
): Methods['requestCode'] {
  const { clock, ids, limits, sender } = context;
  return {
    allow: ['anonymous'],
    async handle(request, call) {
      const phone = parsePhone(request.phone, request.country);
      if (phone === undefined) throw fail('auth.phone_invalid');
      await limits.codeRequest(request.address);

      const code = drawCode((length) => ids.bytes(length));
      const { challengeId, resendInMs } = await storeChallenge(context, phone, code);
      await limits.codeSent(phone);
      const expiresIn = CODE_LIFE_MS / 1000;
      await sender.send({ challengeId, phone, code, expiresIn, deadline: call.deadline });
      return {
        challengeId,
        expiresIn,
        resendIn: Math.ceil(resendInMs / 1000),
        code: sender.echoes ? code : undefined,
      };
    },
  };

  /** The phone's limits are asked and the challenge stored under one lock, so that requests at the same moment count one by one. */
  async function storeChallenge({ db, keys }: typeof context, phone: string, code: string) {
    const now = clock.now();
    const challengeId = ids.uuid();
    const salt = ids.bytes(SALT_BYTES);
    const key = keys.current();
    const decision = await db.transaction(async (tx) => {
      const history = await lockPhone(tx, phone);
      const decided = decideCode(limits.enabled ? history : { ...history, sentAt: [] }, now);
      if (!decided.allowed) return decided;
      await saveSent(tx, phone, decided.sentAt);
      await putChallenge(tx, {
        id: challengeId,
        phone,
        keyId: key.id,
        salt,
        codeHash: hashCode(code, salt, key.pepper),
        expiresAt: now + CODE_LIFE_MS,
      });
      return decided;
    });
    if (!decision.allowed) throw fail('auth.code_rate_limited', { retryAfter: Math.ceil(decision.retryAfterMs / 1000) });
    return { challengeId, resendInMs: decision.resendInMs };
  }
}
