import type { Plain } from '@parley/kernel/contract';
import type { Draft, Mark, SendResult } from '@parley/proto/parley/message/v1/message_pb';
import { type ErrorCode, fail } from '@parley/protocol/errors';

/** The services that realtime calls, as far as it calls them: they note what they are told and answer what the test sets. */
export function fakeCalls(jwks: string) {
  const noted = {
    drafts: [] as Plain<Draft>[],
    reads: [] as Plain<Mark>[],
    delivered: [] as Plain<Mark>[],
    typing: [] as unknown[],
    heartbeats: [] as { readonly online: readonly string[]; readonly offline: readonly string[] }[],
    /** People whom the presence service finds at no other node. */
    alone: new Set<string>(),
    largeChats: [] as string[],
    /** Sessions that the auth service has ended. */
    revoked: [] as { readonly sessionId: string; readonly userId: string; readonly revokedAt: number }[],
    /** Called before the list of large chats is answered. */
    onListLargeChats: (): void => undefined,
    visible: new Set<string>(),
    /** Called before presence is answered; what it throws is the answer. */
    onGetPresence: (): void => undefined,
    /** What a send waits for before it is taken. */
    beforeSend: (): Promise<void> => Promise.resolve(),
    refuseSend: undefined as ErrorCode | undefined,
    refuseEdit: undefined as ErrorCode | undefined,
  };

  function toResult(draft: Plain<Draft>): Plain<SendResult> {
    noted.drafts.push(draft);
    if (noted.refuseSend !== undefined) {
      return { seq: 0, createdAt: 0, duplicate: false, errorCode: noted.refuseSend, errorMessage: 'no' };
    }
    return { messageId: draft.clientMsgId, seq: noted.drafts.length, createdAt: 0, duplicate: false };
  }

  const answer = async <T>(value: T): Promise<T> => {
    await Promise.resolve();
    return value;
  };

  const clients = {
    auth: { jwks: () => answer({ jwks }), listRevoked: () => answer({ sessions: noted.revoked }) },
    chat: {
      listLargeChats() {
        const chatIds = [...noted.largeChats];
        noted.onListLargeChats();
        return answer({ chatIds });
      },
      listLargeChatsOf({ userIds }: { userIds: string[] }) {
        const chatIds = [...noted.largeChats];
        noted.onListLargeChats();
        return answer({ people: userIds.map((userId) => ({ userId, chatIds })) });
      },
    },
    message: {
      async send(request: { drafts: Plain<Draft>[] }) {
        await noted.beforeSend();
        return { results: request.drafts.map(toResult) };
      },
      markRead: (request: { marks: Plain<Mark>[] }) => answer(void noted.reads.push(...request.marks)),
      markDelivered: (request: { marks: Plain<Mark>[] }) => answer(void noted.delivered.push(...request.marks)),
      async edit() {
        await Promise.resolve();
        if (noted.refuseEdit !== undefined) throw fail(noted.refuseEdit);
        return {};
      },
      delete: () => answer({}),
      react: () => answer({}),
    },
    presence: {
      heartbeat: (request: { online: string[]; offline: string[] }) => {
        noted.heartbeats.push(request);
        return answer({ lapsed: false, epoch: 'first', alone: request.online.filter((userId) => noted.alone.has(userId)) });
      },
      typing: (request: unknown) => answer(void noted.typing.push(request)),
      async getPresence(request: { userIds: string[] }) {
        await Promise.resolve();
        const presences = request.userIds.map((userId) => ({ userId, visible: noted.visible.has(userId), online: true }));
        noted.onGetPresence();
        return { presences };
      },
    },
  };
  return { noted, clients: clients as unknown };
}
