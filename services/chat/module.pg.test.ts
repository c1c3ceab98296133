import { afterAll, expect, test } from 'bun:test';
import { logEvents } from '@parley/bus/log-events';
import { memoryLive } from '@parley/bus/memory-live';
import { memoryLog } from '@parley/bus/memory-log';
import { systemClock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import { createMeter } from '@parley/kernel/prometheus';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import { Registry } from 'prom-client';
import { chatModule } from './module.ts';
import { by, createChatBed } from './testing/chat-bed.ts';

const database = await testDatabase();
afterAll(() => database.close());

test('the module offers its outbox as CHATS and follows blocks it hears of as USERS', async () => {
  const bed = await createChatBed(database);
  const events = logEvents({ clock: systemClock, logger: silentLogger });
  const users = memoryLog();
  await events.provide('USERS', users);
  const instance = await chatModule.init({
    postgres: database,
    live: memoryLive(() => {}),
    events,
    config: { maxMembers: 8 },
    logger: silentLogger,
    meter: createMeter(new Registry()),
    clock: systemClock,
    ids: systemIds,
    nodeId: 'test',
    calls: {
      message: bed.context.message as ServiceClient<typeof MessageService>,
      user: bed.context.user as ServiceClient<typeof UserService>,
    },
  });
  await instance.start?.();

  // Everything that happens to chats comes out of the stream; the block is the last of it.
  const blocked = Promise.withResolvers<readonly string[]>();
  const heard: string[] = [];
  await events.consume({ stream: 'CHATS', durable: 'test', subjects: ['chat.created', 'chat.updated'] }, async (batch) => {
    heard.push(...batch.map(({ subject, key }) => `${subject} ${key}`));
    if (heard.length === 2) blocked.resolve(heard);
  });
  const [a, b] = [bed.person(), bed.person()];
  const { chat } = await bed.chat.createDirectChat({ userId: b }, by(a));
  bed.blocks.push({ blockerId: a, blockedId: b });
  users.append({ id: systemIds.uuid(), subject: 'user.blocked', key: a, at: 0, payload: { blockerId: a, blockedId: b } });
  expect(await blocked.promise).toEqual([`chat.created ${chat?.id}`, `chat.updated ${chat?.id}`]);

  await instance.drain?.();
  await events.stop();
});
