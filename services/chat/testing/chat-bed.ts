import { fileURLToPath } from 'node:url';
import type { LiveMessage } from '@parley/bus/live';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ApplyChatRequest, TouchMemberRequest } from '@parley/proto/parley/message/v1/message_pb';
import { fail } from '@parley/protocol/errors';
import { type ManualClock, manualClock } from '@parley/testkit/manual-clock';
import { testCall } from '@parley/testkit/test-call';
import type { TestDatabase } from '@parley/testkit/test-database';
import { testDirectory } from '@parley/testkit/test-directory';
import { type LogLine, testLogger } from '@parley/testkit/test-logger';
import { createTurns } from '../changes/turns.ts';
import type { ChatContext } from '../context.ts';
import { chatOffer } from '../offer.ts';

/** The chat service over a real database, with the services and the bus around it played by the test. */
export interface ChatBed {
  readonly db: Database;
  readonly context: ChatContext;
  readonly chat: ServiceClient<typeof ChatService>;
  /** What happens around the service, in order: what it told the message service and what it published. */
  readonly applied: Plain<ApplyChatRequest>[];
  readonly touched: Plain<TouchMemberRequest>[];
  readonly published: { readonly subject: string; readonly message: LiveMessage }[];
  /** People that the user service knows. Others don't exist. */
  readonly people: Set<string>;
  readonly blocks: { blockerId: string; blockedId: string }[];
  /** People who let nobody add them to groups. */
  readonly shy: Set<string>;
  /** Runs when the user service is asked about blocks, before it answers. */
  onCheckBlocks: () => Promise<void>;
  /** Runs when the message service is told of a change, before it answers. */
  onApplyChat: (request: Plain<ApplyChatRequest>) => Promise<void>;
  messageServiceAway: boolean;
  /** Makes a person that the user service knows. */
  person(): string;
  readonly clock: ManualClock;
  readonly log: readonly LogLine[];
}

export const by = testCall.user;
export const byService = testCall.service();

/** Makes the service over `database`; `maxMembers` is the limit of its groups. */
export async function createChatBed(database: TestDatabase, maxMembers = 8): Promise<ChatBed> {
  const db = await database.open('chat', fileURLToPath(new URL('../store/migrations', import.meta.url)), { outbox: true });
  const { logger, lines } = testLogger();
  const clock = manualClock();
  const bed: Omit<ChatBed, 'chat' | 'context'> = {
    db,
    applied: [],
    touched: [],
    published: [],
    people: new Set(),
    blocks: [],
    shy: new Set(),
    onCheckBlocks: async () => {},
    onApplyChat: async () => {},
    messageServiceAway: false,
    person() {
      const id = systemIds.uuid();
      bed.people.add(id);
      return id;
    },
    clock,
    log: lines,
  };
  const directory = testDirectory(clock, logger);
  const context: ChatContext = {
    db,
    clock,
    logger,
    turns: createTurns(),
    maxMembers,
    ids: systemIds,
    live: {
      publish: (subject, message) => void bed.published.push({ subject, message }),
      subscribe: () => () => {},
      passedOn: () => Promise.resolve(),
      connected: () => true,
      onGap: () => () => {},
    },
    message: {
      async applyChat(request) {
        if (bed.messageServiceAway) throw fail('internal.unavailable');
        await bed.onApplyChat(request);
        bed.applied.push(request);
        return {};
      },
      async touchMember(request) {
        if (bed.messageServiceAway) throw fail('internal.unavailable');
        bed.touched.push(request);
        return {};
      },
    },
    user: {
      async getUsers({ userIds }) {
        const known = userIds.filter((id) => bed.people.has(id));
        return { users: known.map((id) => ({ id, displayName: 'Somebody', presenceVisible: true, readReceipts: true })) };
      },
      async checkBlocks({ pairs }) {
        await bed.onCheckBlocks();
        const between = (a: string, b: string) =>
          pairs.some((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
        return { blocks: bed.blocks.filter(({ blockerId, blockedId }) => between(blockerId, blockedId)) };
      },
      async checkGroupAdd({ userIds }) {
        return { unknownIds: userIds.filter((id) => !bed.people.has(id)), refusedIds: userIds.filter((id) => bed.shy.has(id)) };
      },
    },
  };
  directory.serve(chatOffer(context));
  return Object.assign(bed, { context, chat: directory.client(ChatService) });
}
