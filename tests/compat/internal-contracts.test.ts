import { afterAll, expect, test } from 'bun:test';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FROZEN } from './frozen.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONTRACTS = join(ROOT, 'packages/proto');
const scratch = mkdtempSync(join(tmpdir(), 'parley-contracts-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What buf says of the contracts in a folder, held to those of the previous build by the rules of its buf.yaml; nothing when all is well. */
function breaking(folder: string): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(
    [join(ROOT, 'node_modules/.bin/buf'), 'breaking', '--against', `${FROZEN}contracts.binpb`],
    { cwd: folder },
  );
  const said = `${stdout.toString()}${stderr.toString()}`.trim();
  return exitCode === 0 ? '' : said || `buf ended with ${exitCode}`;
}

/** The contracts with a change planted in one file. */
function planted(file: string, pattern: RegExp, replacement: string): string {
  const folder = mkdtempSync(join(scratch, 'planted-'));
  cpSync(CONTRACTS, folder, { recursive: true, filter: (path) => !path.includes('generated') && !path.includes('node_modules') });
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(pattern);
  writeFileSync(path, text.replace(pattern, replacement));
  return folder;
}

test('a node of the previous build and one of today understand each other’s calls', () => {
  expect(breaking(CONTRACTS)).toBe('');
});

test.each([
  ['a method that is gone', /^ {2}rpc GetChatParticipants.*$/m, '', 'GetChatParticipants'],
  ['a field of another number', /^( {2}string id = )1;/m, '$1199;', 'was deleted'],
  ['a field of another type', /^ {2}string( id = 1;)/m, '  double$1', 'changed type'],
])('%s is noticed', (_, pattern, replacement, said) => {
  expect(breaking(planted('parley/chat/v1/chat.proto', pattern, replacement))).toContain(said);
});

test('a field that is added is no harm', () => {
  expect(breaking(planted('parley/chat/v1/chat.proto', /^( {2}string id = 1;)/m, '$1\n  optional string mood = 4242;'))).toBe('');
});
