import { fileURLToPath } from 'node:url';
import type { LiveMessage } from '@parley/bus/live';
import type { EnqueueOptions, Jobs } from '@parley/jobs/jobs';
import type { Clock } from '@parley/kernel/clock';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import { type ChatEvent, MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { fail } from '@parley/protocol/errors';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { testCall } from '@parley/testkit/test-call';
import type { TestDatabase } from '@parley/testkit/test-database';
import { testDirectory } from '@parley/testkit/test-directory';
import { silentLogger } from '@parley/testkit/test-logger';
import type { MessageContext } from '../context.ts';
import { createDueTeller } from '../expiry/tell-due.ts';
import { createAdmission } from '../lanes/admit.ts';
import type { Appended } from '../lanes/lane.ts';
import { createLanes } from '../lanes/lanes.ts';
import { announce } from '../live/announce.ts';
import { applyState } from '../membership/apply-state.ts';
import { loadOrRepair } from '../membership/load-or-repair.ts';
import { createMemberships } from '../membership/memberships.ts';
import { createReadPrivacy } from '../membership/read-privacy.ts';
import { messageOffer } from '../offer.ts';
import { createReceipts, type Receipts } from '../receipts/receipts.ts';
import { sendMethod } from '../rpc/send.ts';
import { append, firstResults } from '../store/append.ts';
import { readQuote } from '../store/read-quote.ts';

/** The message service over a real database, with the services and the bus around it played by the test. */
export interface MessageBed {
  readonly db: Database;
  readonly context: MessageContext;
  readonly receipts: Receipts;
  readonly client: ServiceClient<typeof MessageService>;
  /** What was published, in order. */
  readonly published: { readonly subject: string; readonly message: LiveMessage }[];
  /** Chats as the chat service has them. */
  readonly chats: Map<string, Plain<ChatState>>;
  /** People who don't show what they read. */
  readonly hiding: Set<string>;
  /** Jobs that were enqueued, and keys of those taken back, in order. Nothing does them. */
  readonly enqueued: (EnqueueOptions & { readonly name: string; readonly payload: unknown })[];
  readonly cancelled: string[];
  /** Epoch ms; grows by one with each look. */
  now: number;
}

export const by = testCall.user;
export const byService = testCall.service();

/**
 * Makes the service over `database`. Its timers fire at once, so that nothing waits for time to pass.
 * @param chats What the chat service has; a second instance is given the first one's.
 */
export async function createMessageBed(
  database: TestDatabase,
  chats: MessageBed['chats'] = new Map<string, Plain<ChatState>>(),
): Promise<MessageBed> {
  const db = await database.open('message', fileURLToPath(new URL('../store/migrations', import.meta.url)), { outbox: true });
  const bed = {
    db,
    published: [] as MessageBed['published'],
    chats,
    hiding: new Set<string>(),
    enqueued: [] as MessageBed['enqueued'],
    cancelled: [] as string[],
    now: 1_700_000_000_000,
  };
  const clock: Clock = {
    now: () => bed.now++,
    schedule(_delay, task) {
      const timer = setImmediate(task);
      return () => clearImmediate(timer);
    },
  };
  const live: MessageContext['live'] = {
    publish: (subject, message) => void bed.published.push({ subject, message }),
    subscribe: () => () => {},
    passedOn: () => Promise.resolve(),
    connected: () => true,
    onGap: () => () => {},
  };
  const chat = {
    async getChatParticipants({ chatId }: { chatId: string }) {
      const state = bed.chats.get(chatId);
      if (state === undefined) throw fail('chat.not_found');
      return state;
    },
  };
  const memberships = createMemberships(
    (chatId) => loadOrRepair({ db, chat, apply: (state) => applyState(context, state, undefined) }, chatId),
    () => live.connected(),
  );
  const privacy = createReadPrivacy({
    clock,
    logger: silentLogger,
    connected: () => live.connected(),
    ask: async (ids) => new Set(ids.filter((id) => !bed.hiding.has(id))),
  });
  const context: MessageContext = { db, live, clock, ids: systemIds, logger: silentLogger, memberships, privacy };
  const receipts = createReceipts(context);
  const jobs: Jobs = {
    define: () => {},
    enqueue: async (_tx, kind, payload, options = {}) => void bed.enqueued.push({ name: kind.name, payload, ...options }),
    cancel: async (_tx, key) => void bed.cancelled.push(key),
  };
  const tellDue = createDueTeller({ db, jobs, clock, logger: silentLogger });
  const lanes = createLanes(2, {
    clock,
    ids: systemIds,
    admission: createAdmission(memberships),
    append: (batch, at, eventId, versions) => append(db, batch, at, eventId, versions),
    firstResults: (repeats) => firstResults(db, repeats),
    onAppended(batch: readonly Appended[]) {
      announce(live, batch);
      receipts.sent(batch);
      tellDue(batch);
    },
    onFailure: (error) => {
      throw error;
    },
  });
  const send = sendMethod({
    memberships,
    lanes,
    ids: systemIds,
    logger: silentLogger,
    quote: (...question) => readQuote(db, ...question, clock.now()),
  });
  const directory = testDirectory(clock);
  directory.serve(messageOffer({ ...context, send, receipts, lanes, jobs }));
  return Object.assign(bed, { context, receipts, client: directory.client(MessageService) });
}

/** A chat as the chat service has it, told to the bed. */
export function chatState(members: readonly string[], overrides: Partial<Plain<ChatState>> = {}): Plain<ChatState> {
  return {
    chatId: systemIds.uuid(),
    type: members.length === 2 ? 'direct' : 'group',
    version: 1,
    permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' },
    members: members.map((userId, index) => ({
      userId,
      role: index === 0 && members.length !== 2 ? 'owner' : 'member',
      joinedAt: 0,
    })),
    blockedBy: [],
    ...overrides,
  };
}

/** Makes a chat of these people in both services. */
export async function makeChat(
  bed: MessageBed,
  members: readonly string[],
  overrides: Partial<Plain<ChatState>> = {},
): Promise<Plain<ChatState>> {
  const state = chatState(members, overrides);
  return changeChat(bed, state, {});
}

/** Changes a chat as the chat service would: a version more, and the message service told of it. */
export async function changeChat(
  bed: MessageBed,
  before: Plain<ChatState>,
  change: Partial<Plain<ChatState>>,
  event?: Plain<ChatEvent>,
): Promise<Plain<ChatState>> {
  const state = { ...before, ...change, version: bed.chats.has(before.chatId) ? before.version + 1 : before.version };
  bed.chats.set(state.chatId, state);
  await bed.client.applyChat(event === undefined ? { state } : { state, event }, byService);
  return state;
}

/** Takes somebody out of a group, with the message that says so. */
export async function removeMember(bed: MessageBed, state: Plain<ChatState>, userId: string): Promise<Plain<ChatState>> {
  const by_ = state.members[0]?.userId ?? userId;
  const content = JSON.stringify({ type: 'system', event: 'group.member.removed', by: by_, userIds: [userId] });
  const event = { type: 'group.member.removed', by: by_, userIds: [userId], content, at: 1 };
  return changeChat(bed, state, { members: state.members.filter((member) => member.userId !== userId) }, event);
}

/** Adds somebody to a group, with the message that says so. */
export async function addMember(bed: MessageBed, state: Plain<ChatState>, userId: string): Promise<Plain<ChatState>> {
  const by_ = state.members[0]?.userId ?? userId;
  const content = JSON.stringify({ type: 'system', event: 'group.member.added', by: by_, userIds: [userId] });
  const event = { type: 'group.member.added', by: by_, userIds: [userId], content, at: 1 };
  return changeChat(bed, state, { members: [...state.members, { userId, role: 'member', joinedAt: 0 }] }, event);
}

/** Sends a text; throws the code of a refusal. */
export async function sendText(
  bed: MessageBed,
  chatId: string,
  senderId: string,
  text: string,
  replyToId?: string,
): Promise<{ id: string; seq: number }> {
  const draft = {
    senderId,
    chatId,
    clientMsgId: systemIds.uuid(),
    content: JSON.stringify({ type: 'text', text }),
    mentions: [],
  };
  const { results } = await bed.client.send({ drafts: [replyToId === undefined ? draft : { ...draft, replyToId }] }, byService);
  const [result] = results;
  if (result?.messageId === undefined) throw new Error(result?.errorCode ?? 'no result');
  return { id: result.messageId, seq: result.seq };
}

/** The frames published to a subject, or to all. */
export function framesOf(bed: MessageBed, subject?: string): ServerFrame[] {
  return bed.published.flatMap((one) =>
    one.message.kind === 'frame' && (subject === undefined || one.subject === subject)
      ? [JSON.parse(one.message.frame) as ServerFrame]
      : [],
  );
}
