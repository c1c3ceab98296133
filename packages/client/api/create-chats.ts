import type { Chat, Member } from '@parley/protocol/chat';
import type { Page } from '@parley/protocol/page';
import type { Commands } from '../outbox/commands.ts';
import type { Random } from '../random.ts';
import { takeChat } from '../sync/take-chat.ts';
import type { TakeIn } from '../sync/take-in.ts';
import type { ChatsApi } from './chats.ts';
import { type Http, query } from './http.ts';

export interface ChatsContext {
  readonly http: Http;
  readonly takeIn: TakeIn;
  readonly commands: Pick<Commands, 'settings'>;
  readonly random: Pick<Random, 'uuid'>;
}

export function createChats({ http, takeIn, commands, random }: ChatsContext): ChatsApi {
  /** What the server answers is in the store before the caller goes on. */
  const taken = async (answer: Promise<Chat>): Promise<Chat> => {
    const chat = await answer;
    await takeIn((intake) => takeChat(intake, chat, 'later'));
    return chat;
  };
  const get = (chatId: string) => taken(http.call<Chat>('GET', `/chats/${chatId}`));
  const removeMember = async (chatId: string, userId: string): Promise<void> => {
    await http.call('DELETE', `/chats/${chatId}/members/${userId}`);
  };

  return {
    createDirect: (userId) => taken(http.call('POST', '/chats', { type: 'direct', userId })),
    createGroup: (input) => taken(http.call('POST', '/chats', { type: 'group', ...input, idempotencyKey: random.uuid() })),
    createSelf: () => taken(http.call('POST', '/chats', { type: 'self' })),
    get,
    update: (chatId, change) => taken(http.call('PATCH', `/chats/${chatId}`, change)),
    settings: commands.settings,
    async members(chatId, page = {}) {
      const { items, nextCursor } = await http.call<Page<Member>>('GET', `/chats/${chatId}/members${query({ ...page })}`);
      await takeIn((intake) => intake.tx.putUsers(items.map((member) => member.user)));
      return nextCursor === null ? { items } : { items, nextCursor };
    },
    async addMembers(chatId, userIds) {
      await http.call('POST', `/chats/${chatId}/members`, { userIds });
      return await get(chatId);
    },
    removeMember,
    async setRole(chatId, userId, role) {
      await http.call('PATCH', `/chats/${chatId}/members/${userId}`, { role });
      await get(chatId);
    },
    async leave(chatId) {
      const userId = await takeIn(async (intake) => intake.userId);
      await removeMember(chatId, userId);
      await takeIn(async (intake) => {
        await intake.tx.removeChat(chatId);
        intake.outcome.removedChats.push(chatId);
      });
    },
  };
}
