import { expect, test } from 'bun:test';
import { refusal } from '../testing/refusal.ts';
import { passwordHasher } from './password-hasher.ts';

test('refuses more than may wait, and goes on when places are free', async () => {
  const hasher = passwordHasher({ concurrency: 1, maxWaiting: 1 });
  const [first, second, third] = [
    hasher.hash('first password'),
    hasher.hash('second password'),
    refusal(hasher.hash('third password')),
  ];
  expect(await third).toBe('internal.unavailable');
  await Promise.all([first, second]);
  expect(await hasher.verify('first password', await first)).toBe(true);
  expect(await hasher.verify('first password', await second)).toBe(false);
});

test('a failure frees the place', async () => {
  const hasher = passwordHasher({ concurrency: 1, maxWaiting: 0 });
  expect(await hasher.verify('a password', 'not a hash').catch(() => 'failed')).toBe('failed');
  expect(await hasher.verify('a password', undefined)).toBe(false);
});

test('the empty password belongs to no hash', async () => {
  const hasher = passwordHasher({ concurrency: 1, maxWaiting: 1 });
  const hash = await Bun.password.hash(new Uint8Array(1), { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 });
  expect(await hasher.verify('', hash)).toBe(false);
});

test.each([
  ['$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', false],
  ['$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA', true],
  ['$2b$10$abcdefghijklmnopqrstuv', true],
])('%p is outdated: %p', (hash, outdated) => {
  expect(passwordHasher({ concurrency: 1, maxWaiting: 1 }).isOutdated(hash)).toBe(outdated);
});
