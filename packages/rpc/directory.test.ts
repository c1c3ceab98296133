import { describe, expect, test } from 'bun:test';
import type { Call } from '@parley/kernel/call';
import { offer } from '@parley/kernel/contract';
import { createLogger } from '@parley/kernel/create-logger';
import { createMeter } from '@parley/kernel/prometheus';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { fail } from '@parley/protocol/errors';
import { Registry } from 'prom-client';
import { createDirectory } from './directory.ts';

const service: Call = { caller: { kind: 'service', name: 'test' }, requestId: 'r-1' };
const stranger: Call = { caller: { kind: 'anonymous', address: '::1' }, requestId: 'r-2' };
const request = { userId: 'u', chatId: 'c', active: true };

function stage(typing: () => Promise<object> = () => Promise.resolve({})) {
  const logs: string[] = [];
  const registry = new Registry();
  const directory = createDirectory({
    logger: createLogger({ level: 'info', format: 'json', write: (line) => void logs.push(line) }),
    meter: createMeter(registry),
    clock: { now: () => 1000, schedule: () => () => undefined },
    traced: false,
  });
  const presence = offer(PresenceService, {
    heartbeat: { allow: ['service'], handle: () => Promise.resolve({ lapsed: false, alone: [], epoch: '' }) },
    getPresence: { allow: ['service'], handle: () => Promise.resolve({ presences: [] }) },
    typing: { allow: ['service'], handle: typing },
  });
  return { logs, registry, directory, presence, client: directory.client(PresenceService) };
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

describe('a client in the same process', () => {
  test('may be had before its service runs, and is unavailable until then', async () => {
    const { directory, presence, client } = stage();
    expect(await codeOf(client.typing(request, service))).toBe('internal.unavailable');
    directory.serve(presence);
    expect(await codeOf(client.typing(request, service))).toBe('ok');
  });

  test('passes the very request and answer, without a copy', async () => {
    const answer = { presences: [] };
    const { directory, client } = stage();
    let seen: unknown;
    directory.serve(
      offer(PresenceService, {
        heartbeat: { allow: [], handle: () => Promise.resolve({ lapsed: false, alone: [], epoch: '' }) },
        getPresence: {
          allow: ['service'],
          handle: (asked) => {
            seen = asked;
            return Promise.resolve(answer);
          },
        },
        typing: { allow: [], handle: () => Promise.resolve({}) },
      }),
    );
    const asked = { viewerId: 'v', userIds: [] };
    expect(await client.getPresence(asked, service)).toBe(answer);
    expect(seen).toBe(asked);
  });

  test('lets in only the kinds of caller that the method names', async () => {
    let reached = false;
    const { directory, presence, client } = stage(async () => {
      reached = true;
      return {};
    });
    directory.serve(presence);
    expect(await codeOf(client.typing(request, stranger))).toBe('internal.forbidden');
    expect(reached).toBe(false);
  });

  test('refuses what nobody waits for any more', async () => {
    const { directory, presence, client } = stage();
    directory.serve(presence);
    expect(await codeOf(client.typing(request, { ...service, deadline: 1000 }))).toBe('internal.timeout');
    expect(await codeOf(client.typing(request, { ...service, deadline: 1001 }))).toBe('ok');
  });

  test('passes errors of the protocol on, and turns others into internal.error whose cause is only logged', async () => {
    const known = stage(() => Promise.reject(fail('chat.not_found')));
    known.directory.serve(known.presence);
    expect(await codeOf(known.client.typing(request, service))).toBe('chat.not_found');
    expect(known.logs).toEqual([]);

    const unknown = stage(() => Promise.reject(new Error('disk on fire')));
    unknown.directory.serve(unknown.presence);
    expect(await codeOf(unknown.client.typing(request, service))).toBe('internal.error');
    expect(JSON.parse(unknown.logs[0] ?? '')).toMatchObject({
      method: 'PresenceService.Typing',
      request_id: 'r-1',
      err: { message: 'disk on fire' },
    });
  });

  test('is measured by service, method and outcome', async () => {
    const { directory, presence, client, registry } = stage(() => Promise.reject(fail('chat.not_found')));
    directory.serve(presence);
    await codeOf(client.typing(request, service));
    await codeOf(client.heartbeat({ nodeId: 'n', online: [], offline: [] }, service));
    const text = await registry.metrics();
    expect(text).toContain('parley_rpc_duration_seconds_count{service="PresenceService",method="Typing",outcome="error"} 1');
    expect(text).toContain('parley_rpc_duration_seconds_count{service="PresenceService",method="Heartbeat",outcome="ok"} 1');
  });

  test('has one implementation', () => {
    const { directory, presence } = stage();
    directory.serve(presence);
    expect(() => directory.serve(presence)).toThrow('parley.presence.v1.PresenceService is offered by two modules');
  });
});
