import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';

/** A key pair for access tokens, ES256. */
export interface SigningKey {
  /** RFC 7638 thumbprint; the `kid` of tokens. */
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** What goes into the published set: the public half, with `kid`, `alg` and `use`. */
  readonly publicJwk: JWK;
  /** A secret of its own that follows from the key, for the hashes of one-time codes. */
  readonly pepper: Uint8Array;
  /** Epoch ms. */
  readonly signsFrom: number;
}

/** Makes the key of a private P-256 JWK; throws an `Error` that says what is wrong with it. */
export async function signingKeyOf(jwk: JWK, signsFrom: number): Promise<SigningKey> {
  const { kty, crv, x, y, d } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined)
    throw new Error('it is not an elliptic curve key on P-256');
  if (d === undefined) throw new Error('it is a public key; the private one is needed');
  const half = { kty, crv, x, y };
  const id = await calculateJwkThumbprint(half);
  return {
    id,
    privateKey: await importEs256({ ...half, d }),
    publicKey: await importEs256(half),
    publicJwk: { ...half, kid: id, alg: 'ES256', use: 'sig' },
    pepper: new Uint8Array(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'parley one-time codes', 32)),
    signsFrom,
  };
}

/** The private JWK of a key in PEM: PKCS #8 or SEC 1. Throws when it is neither. */
export function jwkOfPem(pem: string): JWK {
  return jwkOfKey(createPrivateKey(pem));
}

/** The JWK of a key object. */
export function jwkOfKey(key: KeyObject): JWK {
  return key.export({ format: 'jwk' }) as JWK;
}

async function importEs256(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new Error('it is a symmetric key');
  return key;
}
