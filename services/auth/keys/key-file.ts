import { readFileSync } from 'node:fs';
import { ConfigError } from '@parley/kernel/config';
import type { JWK } from 'jose';
import { jwkOfPem, type SigningKey, signingKeyOf } from './signing-key.ts';

const PEM_BLOCK = /-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]+?-----END (?:EC )?PRIVATE KEY-----/g;

/**
 * The keys of a mounted file: PEM blocks, a JWK, or a JWK set. The first one signs, all verify; so a key is rotated by adding the new one
 * behind the old, then, when all processes have it, moving it to the front. Throws `ConfigError`.
 */
export async function readKeyFile(path: string): Promise<SigningKey[]> {
  try {
    const jwks = privateJwks(readFileSync(path, 'utf8'));
    if (jwks.length === 0) throw new Error('it holds no private key, as PEM or JWK');
    return await Promise.all(jwks.map((jwk, place) => signingKeyOf(jwk, -place)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`PARLEY_JWT_KEY_FILE is ${JSON.stringify(path)}, which can't be used: ${reason}.`]);
  }
}

function privateJwks(text: string): JWK[] {
  const blocks = text.match(PEM_BLOCK);
  if (blocks !== null) return blocks.map(jwkOfPem);
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return [];
  return 'keys' in value && Array.isArray(value.keys) ? (value.keys as JWK[]) : [value as JWK];
}
