import { describe, expect, test } from 'bun:test';
import { findCycles } from './cycles.ts';
import { specifiersOf } from './imports.ts';
import { findUpwardImports } from './layers.ts';
import { findAmbientInputs, findBarrels, findLongFiles } from './shape.ts';
import { findForeignSchemas, findSelectEverything } from './sql.ts';

const workspaces = new Map([
  ['@parley/server', 'apps/server'],
  ['@parley/chat-service', 'services/chat'],
  ['@parley/user-service', 'services/user'],
  ['@parley/kernel', 'packages/kernel'],
  ['@parley/testkit', 'packages/testkit'],
]);
const importing = (path: string, specifier: string) => ({ path, text: `import { x } from '${specifier}';\nx();` });
const upward = (path: string, specifier: string) =>
  findUpwardImports([importing(path, specifier)], workspaces).map(({ message }) => message);

test('imports of every form are found, and none in comments', () => {
  const text = `
import './a.ts';
import b from './b.ts';
import type { C } from './c.ts';
import {
  d,
  e,
} from './d.ts';
export { f } from './f.ts';
const g = await import('./g.ts');
// import './no.ts';
/* import './never.ts'; */
type H = import('./h.ts').H;
`;
  expect(specifiersOf(text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './f.ts', './g.ts', './h.ts']);
});

describe('imports point down', () => {
  test('from apps to services and packages, and within a workspace', () => {
    expect(upward('apps/server/a.ts', '@parley/chat-service/module')).toEqual([]);
    expect(upward('services/chat/a.ts', '@parley/kernel/clock')).toEqual([]);
    expect(upward('services/chat/rpc/a.ts', '../domain/b.ts')).toEqual([]);
    expect(upward('tools/a.ts', '@parley/server/boot')).toEqual([]);
  });

  test('never up, to another service, or out of a workspace by a relative path', () => {
    expect(upward('packages/kernel/a.ts', '@parley/chat-service/module')).toEqual([
      expect.stringContaining('packages may not import services'),
    ]);
    expect(upward('services/chat/a.ts', '@parley/user-service/module')).toEqual([expect.stringContaining('by its contract')]);
    expect(upward('services/chat/a.ts', '../user/module.ts')).toEqual([expect.stringContaining('leaves services/chat')]);
    expect(upward('services/chat/a.ts', '@parley/server/boot')).toEqual([
      expect.stringContaining('services may not import apps'),
    ]);
  });

  test('to the testkit from tests only', () => {
    expect(upward('services/chat/a.pg.test.ts', '@parley/testkit/test-database')).toEqual([]);
    expect(upward('services/chat/a.ts', '@parley/testkit/test-database')).toEqual([expect.stringContaining('outside of a test')]);
  });
});

test('a circle of imports is found once, across packages too', () => {
  const files = [
    importing('packages/kernel/a.ts', './b.ts'),
    importing('packages/kernel/b.ts', '@parley/kernel/c'),
    importing('packages/kernel/c.ts', './a.ts'),
    importing('packages/kernel/d.ts', './a.ts'),
  ];
  expect(findCycles(files, workspaces).map(({ message }) => message)).toEqual([
    'is part of a circle of imports: packages/kernel/a.ts → packages/kernel/b.ts → packages/kernel/c.ts → packages/kernel/a.ts',
  ]);
  expect(findCycles(files.slice(1), workspaces)).toEqual([]);
});

test('SQL names the schema of its own service only', () => {
  const chat = (text: string) => findForeignSchemas([{ path: 'services/chat/store/x.ts', text }]);
  expect(chat('`SELECT id FROM chat.chats JOIN chat.members USING (id)`')).toEqual([]);
  expect(chat('// a message.heads of nobody')).toEqual([]);
  expect(chat('`SELECT id FROM users.profiles JOIN message.heads ON true`')).toHaveLength(2);
  expect(findForeignSchemas([{ path: 'services/user/store/x.sql', text: 'UPDATE users.profiles SET a = 1' }])).toEqual([]);
});

test('columns are named', () => {
  const select = (text: string) => findSelectEverything([{ path: 'services/chat/store/x.ts', text }]);
  expect(select('SELECT count(*) FROM chat.chats')).toEqual([]);
  expect(select('INSERT INTO chat.members SELECT * FROM unnest($1::uuid[])')).toEqual([]);
  expect(select('select  * from chat.chats')).toHaveLength(1);
  expect(select('SELECT m.* FROM chat.members m')).toHaveLength(1);
  expect(select('DELETE FROM chat.chats RETURNING *')).toHaveLength(1);
});

test('a file has 600 lines at the most', () => {
  expect(findLongFiles([{ path: 'a.ts', text: 'x\n'.repeat(600) }])).toEqual([]);
  expect(findLongFiles([{ path: 'a.ts', text: 'x\n'.repeat(601) }])).toHaveLength(1);
});

test('no file only passes on what others hold', () => {
  const barrel = (path: string, text: string) => findBarrels([{ path, text }]).length;
  expect(barrel('packages/kernel/all.ts', "export * from './a.ts';\nexport { b } from './b.ts';\n")).toBe(1);
  expect(barrel('packages/kernel/index.ts', 'export const a = 1;')).toBe(1);
  expect(barrel('packages/kernel/a.ts', "export { b } from './b.ts';\nexport const a = 1;")).toBe(0);
});

test('time and chance are passed in, but in the files that are their source and in tests', () => {
  const ambient = (path: string, text = 'const now = Date.now();') => findAmbientInputs([{ path, text }]).length;
  expect(ambient('services/chat/rpc/send.ts')).toBe(1);
  expect(ambient('services/chat/rpc/send.ts', 'new Date()')).toBe(1);
  expect(ambient('services/chat/rpc/send.ts', 'new Date(at)')).toBe(0);
  expect(ambient('packages/kernel/clock.ts')).toBe(0);
  expect(ambient('services/chat/rpc/send.test.ts')).toBe(0);
});
