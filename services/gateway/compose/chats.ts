import type { Plain } from '@parley/kernel/contract';
import type { Chat as InternalChat, Member as InternalMember } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatStateOfMember, Watermark } from '@parley/proto/parley/message/v1/message_pb';
import type { Chat, Member } from '@parley/protocol/chat';
import { INLINE_MEMBERS } from '@parley/protocol/limits';
import type { User } from '@parley/protocol/user';
import { toPublicChat, toPublicMember } from '@parley/protocol/wire/chat';
import type { Context } from 'hono';
import { userCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { peopleById, unknownPerson } from './people.ts';

type Ctx = Context<GatewayEnv>;
type State = Plain<ChatStateOfMember>;

/**
 * Chats as the caller sees them, in the order of `states`. Chats that the chat service doesn't give, because the caller has
 * just left them, are left out. The number of calls doesn't depend on the number of chats.
 */
export async function chatsOfStates(c: Ctx, states: readonly State[]): Promise<Chat[]> {
  if (states.length === 0) return [];
  const chats = await fetchChats(
    c,
    states.map((state) => state.chatId),
  );
  const byId = new Map(chats.map((chat) => [chat.id, chat]));
  const known = states.flatMap((state) => {
    const chat = byId.get(state.chatId);
    return chat === undefined ? [] : [{ chat, state }];
  });
  return assemble(c, known);
}

/**
 * A chat that the chat service has just answered with, as the caller sees it. One that was just `made` is answered even where the message
 * service is away: an error would have the caller make another.
 */
export async function chatOf(c: Ctx, chat: Plain<InternalChat>, made = false): Promise<Chat> {
  const chatIds = [chat.id];
  const [states, [whole]] = await Promise.all([
    made ? statesIfAny(c, chatIds) : statesOf(c, chatIds),
    // The answers to changes come without the members.
    chat.members.length > 0 || chat.memberCount > INLINE_MEMBERS ? [chat] : fetchChats(c, chatIds),
  ]);
  const [composed] = await assemble(c, [{ chat: whole ?? chat, state: states[0] }], made);
  return composed as Chat;
}

async function statesOf(c: Ctx, chatIds: string[]): Promise<State[]> {
  return (await c.env.gateway.calls.message.getChatStates({ chatIds }, userCall(c))).states;
}

async function statesIfAny(c: Ctx, chatIds: string[]): Promise<State[]> {
  return statesOf(c, chatIds).catch((error: unknown) => {
    c.env.gateway.logger.warn({ err: error }, 'a new chat is answered without what the message service knows of it');
    return [];
  });
}

/** Chats with their members as the chat service gives them to the caller. */
export async function fetchChats(c: Ctx, chatIds: string[]): Promise<Plain<InternalChat>[]> {
  const { chats } = await c.env.gateway.calls.chat.getChats({ chatIds, inlineMembers: INLINE_MEMBERS }, userCall(c));
  return chats;
}

/** Members of one chat with their profiles and watermarks. */
export async function membersOf(c: Ctx, chatId: string, members: readonly Plain<InternalMember>[]): Promise<Member[]> {
  const userIds = members.map((member) => member.userId);
  const [people, watermarks] = await Promise.all([peopleById(c, userIds), watermarksByMember(c, [chatId], userIds)]);
  return members.map((member) => publicMember(chatId, member, people, watermarks));
}

async function assemble(
  c: Ctx,
  known: readonly { chat: Plain<InternalChat>; state: State | undefined }[],
  made = false,
): Promise<Chat[]> {
  const userIds = known.flatMap(({ chat }) => [
    ...chat.members.map((member) => member.userId),
    ...(chat.peerId ? [chat.peerId] : []),
  ]);
  // Nobody has received anything of a new chat.
  const withMembers = made ? [] : known.filter(({ chat }) => chat.members.length > 0).map(({ chat }) => chat.id);
  const [people, watermarks] = await Promise.all([peopleById(c, userIds), watermarksByMember(c, withMembers, [])]);
  return known.map(({ chat, state }) =>
    toPublicChat({
      chat,
      state,
      members:
        chat.members.length === 0 ? undefined : chat.members.map((member) => publicMember(chat.id, member, people, watermarks)),
      peer: chat.peerId === undefined ? undefined : (people.get(chat.peerId) ?? unknownPerson(chat.peerId)),
    }),
  );
}

type WatermarksByMember = ReadonlyMap<string, Plain<Watermark>>;

async function watermarksByMember(c: Ctx, chatIds: string[], userIds: string[]): Promise<WatermarksByMember> {
  if (chatIds.length === 0) return new Map();
  const { watermarks } = await c.env.gateway.calls.message.getWatermarks({ chatIds, userIds }, userCall(c));
  return new Map(watermarks.map((watermark) => [memberKey(watermark.chatId, watermark.userId), watermark]));
}

function publicMember(
  chatId: string,
  member: Plain<InternalMember>,
  people: ReadonlyMap<string, User>,
  watermarks: WatermarksByMember,
): Member {
  const user = people.get(member.userId) ?? unknownPerson(member.userId);
  return toPublicMember(member, user, watermarks.get(memberKey(chatId, member.userId)));
}

const memberKey = (chatId: string, userId: string): string => `${chatId} ${userId}`;
