import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BootedCluster, bootCluster } from './boot-cluster.ts';
import type { ClusterProcess } from './cluster-processes.ts';
import { api, signUp } from './rest.ts';

// Starts some fifteen processes each time, on a machine that may have two cores.
setDefaultTimeout(300_000);

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const running = (processes: readonly ClusterProcess[]): string[] =>
  processes.filter(({ pid }) => isRunning(pid)).map(({ name }) => name);

/** Resolves when a condition holds; the test's own time limit is the only other end. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(20);
}

const ENV = { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' };

async function chatOfOne(cluster: BootedCluster): Promise<{ token: string; chatId: string }> {
  const { accessToken: token } = await signUp(cluster.url, '+4915112345678');
  const { id } = await api<{ id: string }>(cluster.url, 'POST', '/chats', token, { type: 'self' });
  return { token, chatId: id };
}
const say = (cluster: BootedCluster, { token, chatId }: { token: string; chatId: string }, text: string) =>
  api<{ seq: number }>(cluster.url, 'POST', '/messages', token, {
    chatId,
    clientMsgId: Bun.randomUUIDv7(),
    content: { type: 'text', text },
  });

test('a cluster is ready behind one address, looks after its processes, and ends with all of them', async () => {
  const cluster = await bootCluster({ env: ENV });
  const processes = cluster.processes();
  const count = (role: string): number => processes.filter((each) => each.role === role).length;
  expect([count('gateway'), count('realtime'), count('message'), count('chat')]).toEqual([2, 2, 2, 1]);
  expect(processes.filter(({ state }) => state !== 'ready')).toEqual([]);
  expect((await fetch(`${cluster.url}/health/ready`)).status).toBe(200);
  for (const file of ['state.json', 'secrets.json'])
    expect(statSync(join(cluster.dataDir, 'cluster', file)).mode & 0o077).toBe(0);

  const chat = await chatOfOne(cluster);
  const before = (await say(cluster, chat, 'before')).seq;
  const pidOf = (name: string): number => cluster.processes().find((each) => each.name === name)?.pid ?? 0;
  for (const name of ['message-1', 'nats', 'postgres']) {
    const old = pidOf(name);
    process.kill(old, 'SIGKILL');
    await until(() => pidOf(name) !== old && cluster.processes().every(({ state }) => state === 'ready'));
  }
  const old = processes.filter(({ role }) => role === 'message').map(({ pid }) => pid);
  await cluster.control('targets/message/restart');
  for (const { pid } of cluster.processes().filter(({ role }) => role === 'message')) expect(old).not.toContain(pid);
  expect((await say(cluster, chat, 'after')).seq).toBe(before + 1);

  const last = cluster.processes();
  expect(await cluster.stop()).toBe(0);
  expect(running(last)).toEqual([]);
  expect(existsSync(cluster.dataDir)).toBe(false);
});

test('a cluster whose head is killed leaves nothing running, and goes on from where it was', async () => {
  const first = await bootCluster({ env: ENV });
  const chat = await chatOfOne(first);
  const { seq } = await say(first, chat, 'before');
  const left = first.processes();
  process.kill(first.pid, 'SIGKILL');
  await until(() => running(left).length === 0);

  const second = await bootCluster({ env: ENV, dataDir: first.dataDir });
  expect((await say(second, chat, 'after')).seq).toBe(seq + 1);
  await second.kill();
  const third = await bootCluster({ env: ENV, dataDir: first.dataDir });
  expect((await say(third, chat, 'later')).seq).toBe(seq + 2);
  expect(await third.stop()).toBe(0);
  await Bun.$`rm -rf ${first.dataDir}`;
});

test('a setting that the program refuses stops the start, and says why', async () => {
  await expect(bootCluster({ env: { PARLEY_MESSAGE_LANES: 'nonsense' } })).rejects.toThrow('PARLEY_MESSAGE_LANES');
  await expect(bootCluster({ replicas: { mesage: 2 } })).rejects.toThrow('no such target');
});
