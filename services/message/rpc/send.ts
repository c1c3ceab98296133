import type { MethodImplementation, Plain } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { Draft, SendResult as SendAnswer, SendRequest, SendResponse } from '@parley/proto/parley/message/v1/message_pb';
import { type ErrorCode, errorCatalogue } from '@parley/protocol/errors';
import { MAX_FRAME_BYTES } from '@parley/protocol/limits';
import { type ChatMembership, refuseSend } from '../domain/authorize-send.ts';
import { isDerivedId } from '../domain/derived-id.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { SendResult } from '../lanes/send-result.ts';
import type { Memberships } from '../membership/memberships.ts';

export interface SendContext {
  readonly memberships: Memberships;
  readonly lanes: Lanes;
  readonly ids: Ids;
  readonly logger: Logger;
  /** The quote of a message of this chat that the person may see, as JSON; undefined when there is none. */
  readonly quote: (chatId: string, messageId: string, userId: string) => Promise<string | undefined>;
}

type Answer = Plain<SendAnswer>;

/**
 * Accepts a batch of messages. Each draft is authorised, rides in its chat's lane, and is answered by itself: the batch only
 * shares the way. Nothing is awaited for a draft of a chat that is known, so that a batch reaches its lane in one go.
 */
export function sendMethod(context: SendContext): MethodImplementation<Plain<SendRequest>, Plain<SendResponse>> {
  const submit = submitter(context);
  return {
    allow: ['service'],
    handle: ({ drafts }) =>
      new Promise((resolve) => {
        const results = new Array<Answer | undefined>(drafts.length).fill(undefined);
        let open = drafts.length;
        if (open === 0) resolve({ results: [] });
        for (const [index, draft] of drafts.entries()) {
          submit(draft, (result) => {
            if (results[index] !== undefined) return;
            results[index] = toAnswer(result);
            open -= 1;
            if (open === 0) resolve({ results: results as Answer[] });
          });
        }
      }),
  };
}

type Done = (result: SendResult) => void;
type Lookup = Promise<ChatMembership | undefined>;

function submitter(context: SendContext): (draft: Plain<Draft>, done: Done) => void {
  /** Chats in which something is being looked up: what comes later waits behind it, so that it keeps its place. */
  const slow = new Map<string, Promise<void>>();
  /** Look-ups that began in this turn. */
  const renewing = new Map<string, Lookup>();

  /** Never rejects. */
  async function submitSlowly(draft: Plain<Draft>, done: Done, chat: Lookup, before: Promise<void> | undefined): Promise<void> {
    await before;
    try {
      await submitTo(context, await chat, draft, done);
    } catch (error) {
      context.logger.error({ err: error }, 'a message could not be authorised');
      done({ kind: 'refused', code: 'internal.unavailable' });
    }
  }

  /**
   * Nobody is refused by what is only remembered: who was added a moment ago, by another process, may write. Begun at once, and once for the
   * drafts of one turn, whatever they wait for.
   */
  function lookUp(chatId: string, remembered: ChatMembership | undefined, admitted: boolean): Lookup {
    if (admitted) return Promise.resolve(remembered);
    const underWay = renewing.get(chatId);
    if (underWay !== undefined) return underWay;
    const chat = remembered === undefined ? context.memberships.get(chatId) : context.memberships.renew(chatId);
    renewing.set(chatId, chat);
    queueMicrotask(() => renewing.delete(chatId));
    // Whoever waits for it sees the rejection.
    chat.catch(() => undefined);
    return chat;
  }

  return (draft, done) => {
    const before = slow.get(draft.chatId);
    const chat = context.memberships.lastKnown(draft.chatId);
    const admitted = chat !== undefined && refuseSend(chat, draft.senderId) === undefined;
    if (admitted && before === undefined && draft.replyToId === undefined) {
      const code = unfit(draft);
      if (code === undefined) context.lanes.push({ message: toMessage(context, draft, undefined), chat, done });
      else done({ kind: 'refused', code });
      return;
    }
    const tail = submitSlowly(draft, done, lookUp(draft.chatId, chat, admitted), before).finally(() => {
      if (slow.get(draft.chatId) === tail) slow.delete(draft.chatId);
    });
    slow.set(draft.chatId, tail);
  };
}

async function submitTo(context: SendContext, chat: ChatMembership | undefined, draft: Plain<Draft>, done: Done): Promise<void> {
  if (chat === undefined) {
    done({ kind: 'refused', code: 'chat.not_found' });
    return;
  }
  const code = refuseSend(chat, draft.senderId) ?? unfit(draft);
  if (code !== undefined) {
    done({ kind: 'refused', code });
    return;
  }
  const reply = draft.replyToId === undefined ? undefined : await context.quote(draft.chatId, draft.replyToId, draft.senderId);
  if (draft.replyToId !== undefined && reply === undefined) done({ kind: 'refused', code: 'message.reply_not_found' });
  else context.lanes.push({ message: toMessage(context, draft, reply), chat, done });
}

function unfit(draft: Plain<Draft>): ErrorCode | undefined {
  // Ids that are derived are the server's: whoever took the one of a step to come would keep its system message from being written.
  if (isDerivedId(draft.clientMsgId) && draft.forwardedFrom === undefined) return 'request.invalid';
  return draft.content.length > MAX_FRAME_BYTES ? 'message.too_long' : undefined;
}

function toMessage({ ids }: SendContext, draft: Plain<Draft>, reply: string | undefined) {
  const { chatId, senderId, clientMsgId, content, mentions, forwardedFrom, connectionId, onlyConnection } = draft;
  return { id: ids.uuid(), chatId, senderId, clientMsgId, content, mentions, forwardedFrom, connectionId, onlyConnection, reply };
}

function toAnswer(result: SendResult): Answer {
  if (result.kind === 'sent') {
    const { id, seq, createdAt, expiresAt, duplicate } = result;
    return expiresAt === undefined
      ? { messageId: id, seq, createdAt, duplicate }
      : { messageId: id, seq, createdAt, duplicate, expiresAt };
  }
  return { seq: 0, createdAt: 0, duplicate: false, errorCode: result.code, errorMessage: errorCatalogue[result.code].message };
}
