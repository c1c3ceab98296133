import { afterAll, describe, expect, test } from 'bun:test';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@parley/kernel/config';
import { signingKey } from '../domain/key-rotation.ts';
import { readKeyFile } from './key-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileWith(text: string): string {
  files += 1;
  const path = join(folder, `${files}`);
  writeFileSync(path, text);
  return path;
}
function newKey(namedCurve = 'P-256'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}
const pem = (key: KeyObject, type: 'pkcs8' | 'sec1') => key.export({ format: 'pem', type }).toString();
const jwk = (key: KeyObject) => key.export({ format: 'jwk' });

describe('readKeyFile', () => {
  test('reads the same key from PEM of both kinds, a JWK and a JWK set', async () => {
    const key = newKey();
    const forms = [pem(key, 'pkcs8'), pem(key, 'sec1'), JSON.stringify(jwk(key)), JSON.stringify({ keys: [jwk(key)] })];
    const read = await Promise.all(forms.map((form) => readKeyFile(fileWith(form))));
    expect(new Set(read.map(([first]) => first?.id)).size).toBe(1);
    expect(read.every((keys) => keys.length === 1)).toBe(true);
  });

  test('publishes the public half alone', async () => {
    const [read] = await readKeyFile(fileWith(pem(newKey(), 'pkcs8')));
    expect(Object.keys(read?.publicJwk ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('signs with the first of several', async () => {
    const [first, second] = [newKey(), newKey()];
    const keys = await readKeyFile(fileWith(pem(first, 'pkcs8') + pem(second, 'pkcs8')));
    expect(keys).toHaveLength(2);
    const [alone] = await readKeyFile(fileWith(pem(first, 'pkcs8')));
    expect(signingKey(keys, Date.now())?.id).toBe(alone?.id ?? '');
  });

  test.each([
    ['that is not there', () => join(folder, 'missing')],
    ['without a key', () => fileWith('hello')],
    ['with a key set that is empty', () => fileWith('{"keys":[]}')],
    ['with a public key', () => fileWith(JSON.stringify({ ...jwk(newKey()), d: undefined }))],
    ['with a key on another curve', () => fileWith(pem(newKey('P-384'), 'pkcs8'))],
  ])('refuses a file %s and names the option', async (_name, path) => {
    const error = await readKeyFile(path()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain('PARLEY_JWT_KEY_FILE');
  });
});
