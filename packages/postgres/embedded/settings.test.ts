import { expect, test } from 'bun:test';
import { accessRules, serverConfiguration } from './settings.ts';

const base = { maxConnections: 50, socketFolder: "/data/it's/run" };

test('no port is opened, and what makes a commit durable is not touched', () => {
  const text = serverConfiguration(base);
  expect(text).toContain("listen_addresses = ''\n");
  expect(text).toContain("unix_socket_directories = '/data/it''s/run'\n");
  expect(text).not.toMatch(/^(fsync|synchronous_commit|full_page_writes)/m);
  expect(serverConfiguration({ ...base, unsafe: true })).toContain('fsync = off\n');
});

test('a port is opened on this machine only, and only where one is given', () => {
  expect(serverConfiguration({ ...base, tcpPort: 6543 })).toContain("listen_addresses = '127.0.0.1'\nport = 6543\n");
  expect(accessRules(['root'], true).hba).toContain('host all all 127.0.0.1/32 scram-sha-256\n');
});

test.each([
  [1, '128MB'],
  [0.25, '64MB'],
  [4, '512MB'],
  [64, '1024MB'],
])('of %d GB of memory PostgreSQL buffers %s', (gigabytes, buffers) => {
  expect(serverConfiguration({ ...base, memory: gigabytes * 1024 ** 3 })).toContain(`shared_buffers = ${buffers}\n`);
});

test('settings of the operator come last, so they win', () => {
  expect(serverConfiguration({ ...base, hasLocal: true })).toEndWith("include 'local.conf'\n");
});

test('only the named users of the operating system may connect', () => {
  const { hba, ident } = accessRules(['root', 'odd "name"']);
  expect(hba.match(/^local/gm)).toHaveLength(2);
  expect(hba).not.toMatch(/^host|trust/m);
  expect(ident).toBe('parley "root" parley\nparley "odd ""name""" parley\n');
});
