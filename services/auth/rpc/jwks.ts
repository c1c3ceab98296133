import type { AuthContext, Methods } from '../context.ts';

/** The public keys that access tokens verify against, those that are about to sign included, as a JWK set (RFC 7517). */
export function jwks({ keys }: Pick<AuthContext, 'keys'>): Methods['jwks'] {
  return {
    allow: ['service', 'anonymous'],
    async handle() {
      return { jwks: JSON.stringify({ keys: keys.all().map((key) => key.publicJwk) }) };
    },
  };
}
