import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@parley/protocol/problem';
import { request } from '@parley/testkit/rest';
import { createRemoteJWKSet, decodeProtectedHeader, exportPKCS8, exportSPKI, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { connect } from '../support/live-socket.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

// The server's key is ours, so that tokens can be made that are wrong in one respect only.
const folder = mkdtempSync(join(tmpdir(), 'parley-key-'));
const keys = await generateKeyPair('ES256', { extractable: true });
const foreign = await generateKeyPair('ES256', { extractable: true });

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let kid: string;
beforeAll(async () => {
  const file = join(folder, 'key.pem');
  await Bun.write(file, await exportPKCS8(keys.privateKey));
  server = await startServer({ PARLEY_JWT_KEY_FILE: file });
  ann = await newPerson(server);
  kid = decodeProtectedHeader(ann.token).kid ?? '';
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

interface Claims {
  readonly sub?: string;
  readonly sid?: string | undefined;
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: string;
  readonly key?: CryptoKey;
  readonly kid?: string;
  readonly typ?: string;
}

function sign({
  sub = ann.id,
  sid = ann.session.sessionId,
  iss = 'parley',
  aud = 'parley',
  exp = '5m',
  key = keys.privateKey,
  ...header
}: Claims = {}) {
  return new SignJWT({ sid })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .setSubject(sub)
    .setIssuer(iss)
    .setAudience(aud)
    .setIssuedAt()
    .setExpirationTime(exp)
    .sign(key);
}

/** With the public key as the secret of a symmetric signature: works where a verifier believes what the token says of itself. */
async function signSymmetrically(): Promise<string> {
  const secret = new TextEncoder().encode(await exportSPKI(keys.publicKey));
  return new SignJWT({ sid: ann.session.sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
    .setSubject(ann.id)
    .setIssuer('parley')
    .setAudience('parley')
    .setExpirationTime('5m')
    .sign(secret);
}

function unsigned(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = {
    sid: ann.session.sessionId,
    sub: ann.id,
    iss: 'parley',
    aud: 'parley',
    exp: Math.floor(Date.now() / 1000) + 300,
  };
  return `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${encode(claims)}.`;
}

/** The claims of one person under the signature of another token. */
async function transplanted(): Promise<string> {
  const [header, , signature] = ann.token.split('.');
  const [, claims] = (await sign({ sub: crypto.randomUUID() })).split('.');
  return [header, claims, signature].join('.');
}

test('the published keys verify the tokens, and hold nothing that signs', async () => {
  const keySet = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(ann.token, keySet, { issuer: 'parley', audience: 'parley', algorithms: ['ES256'] });
  expect(payload).toMatchObject({ sub: ann.id, sid: ann.session.sessionId });
  const published = (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as { keys: Record<string, unknown>[] };
  for (const key of published.keys) expect(Object.keys(key)).not.toContain('d');
});

test('a token that is made here is taken: the ones below are refused for what is wrong with them', async () => {
  const token = await sign();
  expect((await request(server.url, 'GET', '/users/me', { token })).status).toBe(200);
  const socket = await connect(server.url, { protocols: ['parley.v1', `bearer.${token}`] });
  expect(await socket.next('ready')).toMatchObject({ userId: ann.id, sessionId: ann.session.sessionId, protocol: 1 });
  socket.close();
});

const wrong: Readonly<Record<string, () => string | Promise<string>>> = {
  'of a foreign key': () => sign({ key: foreign.privateKey }),
  'of a foreign key under an unknown id': () => sign({ key: foreign.privateKey, kid: 'another' }),
  expired: () => sign({ exp: '-1m' }),
  'for another audience': () => sign({ aud: 'elsewhere' }),
  'of another issuer': () => sign({ iss: 'elsewhere' }),
  unsigned,
  'signed symmetrically with the public key': signSymmetrically,
  'with the claims of another': transplanted,
  'cut short': () => ann.token.slice(0, -4),
  'that is a refresh token': () => ann.session.refreshToken,
  'that is nonsense': () => 'nonsense',
};

describe.each(Object.keys(wrong))('a token %s', (name) => {
  let token: string;
  beforeAll(async () => {
    token = (await wrong[name]?.()) ?? '';
  });

  test('opens no route', async () => {
    const { status, headers, body } = await request<Problem>(server.url, 'GET', '/users/me', { token });
    expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    expect(body.code).toBe(name === 'expired' ? 'auth.token_expired' : 'auth.unauthenticated');
    expect(headers.get('www-authenticate')).toStartWith('Bearer');
  });

  test('opens no live connection, by the subprotocol or by a frame', async () => {
    const bySubprotocol = await connect(server.url, { protocols: ['parley.v1', `bearer.${token}`] });
    expect((await bySubprotocol.closed).code).toBe(4401);
    const byFrame = await connect(server.url);
    byFrame.send({ type: 'auth', token });
    expect((await byFrame.closed).code).toBe(4401);
    expect([...bySubprotocol.rest(), ...byFrame.rest()].map(({ type }) => type)).not.toContain('ready');
  });
});

test('a token in the address is not looked at', async () => {
  expect((await request(server.url, 'GET', `/users/me?access_token=${ann.token}&token=${ann.token}`)).status).toBe(401);
});
