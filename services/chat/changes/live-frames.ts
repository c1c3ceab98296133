import { fanOut } from '@parley/bus/fan-out';
import { LISTEN_BY_CHAT_FROM, type LiveBus, userSubject } from '@parley/bus/live';
import { encodeFrame } from '@parley/protocol/frames';
import { toPublicChatInfo } from '@parley/protocol/wire/chat';
import { toInfo } from '../contract.ts';
import type { Chat } from '../domain/chat.ts';
import type { Step } from '../domain/events.ts';

/**
 * The live frames of one change. Each is encoded once, so none holds what differs between members; clients fetch that.
 * `before` is undefined for a new chat.
 */
export function publishStep(live: LiveBus, before: Chat | undefined, step: Step): void {
  const { state, event } = step;
  if (before === undefined) {
    join(live, state, idsOf(state));
    welcome(live, state, idsOf(state));
    return;
  }
  const { by } = event;
  const userIds = [...event.userIds];
  switch (event.type) {
    case 'group.member.added': {
      const grewLarge = before.members.length < LISTEN_BY_CHAT_FROM;
      join(live, state, grewLarge ? idsOf(state) : userIds);
      welcome(live, state, userIds);
      fanOut(live, audience(before), encodeFrame({ type: 'group.member.added', chatId: state.id, userIds, by }));
      fanOut(live, audience(before), updated(state));
      return;
    }
    case 'group.member.removed':
      send(live, userIds, encodeFrame({ type: 'chat.removed', chatId: state.id }));
      fanOut(live, audience(state), encodeFrame({ type: 'group.member.removed', chatId: state.id, userIds, by }));
      fanOut(live, audience(state), updated(state));
      return;
    default:
      fanOut(live, audience(state), updated(state));
      send(live, changedRoles(before, state), personalUpdate(state.id));
  }
}

/** Ends the listening of those whom a change removed: what follows on the chat's own subject is no longer theirs. */
export function sendAway(live: LiveBus, { state, event }: Step): void {
  if (event.type !== 'group.member.removed') return;
  for (const userId of event.userIds) live.publish(userSubject(userId), { kind: 'chat.left', chatId: state.id });
}

/** To a person's own devices: something that only they see of the chat changed. */
export function publishPersonal(live: LiveBus, chatId: string, userId: string): void {
  send(live, [userId], personalUpdate(chatId));
}

/** Tells connections to listen to the subject of a large chat, before the first frame goes there. */
function join(live: LiveBus, state: Chat, userIds: readonly string[]): void {
  if (state.members.length < LISTEN_BY_CHAT_FROM) return;
  for (const userId of userIds) live.publish(userSubject(userId), { kind: 'chat.joined', chatId: state.id });
}

/** By user, because nobody listens to the chat yet. */
function welcome(live: LiveBus, state: Chat, userIds: readonly string[]): void {
  send(live, userIds, encodeFrame({ type: 'chat.created', chatId: state.id, chat: toPublicChatInfo(toInfo(state)) }));
}

function send(live: LiveBus, userIds: readonly string[], frame: string): void {
  for (const userId of userIds) live.publish(userSubject(userId), { kind: 'frame', frame });
}

function updated(state: Chat): string {
  return encodeFrame({ type: 'chat.updated', chatId: state.id, chat: toPublicChatInfo(toInfo(state)) });
}

function personalUpdate(chatId: string): string {
  return encodeFrame({ type: 'chat.updated', chatId });
}

/** Those whose own role is another now: it is not in the common frame, so they are told to fetch the chat. */
function changedRoles(before: Chat, after: Chat): string[] {
  const roles = new Map(before.members.map((member) => [member.userId, member.role]));
  return after.members.filter((member) => roles.get(member.userId) !== member.role).map((member) => member.userId);
}

function idsOf(chat: Chat): string[] {
  return chat.members.map((member) => member.userId);
}

function audience(chat: Chat): { readonly chatId: string; readonly memberIds: readonly string[] } {
  return { chatId: chat.id, memberIds: idsOf(chat) };
}
