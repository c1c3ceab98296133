import { fanOut } from '@parley/bus/fan-out';
import { chatSubject, type LiveBus, PUBLISH_BY_CHAT_FROM, userSubject } from '@parley/bus/live';
import { type FanOut, isListenedTo } from './fan-out.ts';
import type { Workload } from './workload.ts';

/** Chance from 0 to 1, passed in so that a run can be repeated. */
export type Chance = () => number;

/** What a simulated stretch of work set off, for one message of it. */
export interface Simulated {
  readonly messages: FanOut;
  readonly marks: FanOut;
}

/**
 * Plays messages and the marks that answer them, one by one, over the fan-out that Parley itself uses: people are connected to nodes by
 * chance, nodes subscribe to what they have, and everything that is published is counted where it arrives.
 */
export function simulateFanOut(workload: Workload, nodes: number, rounds: number, chance: Chance): Simulated {
  const messages = counter();
  const marks = counter();
  for (let round = 0; round < rounds; round++) {
    const chat = newChat(sizeOf(workload, chance()), `chat-${round}`, workload.online, nodes, chance);
    messages.play(chat, () => fanOut(messages.bus, chat, ''));
    for (const reader of chat.memberIds.slice(1)) {
      if (!chat.nodeOf.has(reader) || chance() >= workload.marksPerRecipient) continue;
      marks.play(chat, () => {
        // As the message service tells of marks: in a large chat only the reader's own devices hear of them.
        if (chat.memberIds.length < PUBLISH_BY_CHAT_FROM) fanOut(marks.bus, chat, '');
        else fanOut(marks.bus, { chatId: chat.chatId, memberIds: [reader] }, '');
      });
    }
  }
  return { messages: messages.perMessage(rounds), marks: marks.perMessage(rounds) };
}

interface SimChat {
  readonly chatId: string;
  readonly memberIds: readonly string[];
  /** Of those who are connected. */
  readonly nodeOf: ReadonlyMap<string, number>;
  /** By subject: how many sockets are behind it on each node that listens. */
  readonly listeners: ReadonlyMap<string, readonly number[]>;
}

function newChat(size: number, chatId: string, online: number, nodes: number, chance: Chance): SimChat {
  const memberIds = Array.from({ length: size }, (_, n) => `${chatId}-${n}`);
  // Who sends is there.
  const connected = memberIds.filter((_, n) => n === 0 || chance() < online);
  const nodeOf = new Map(connected.map((id) => [id, Math.floor(chance() * nodes)]));
  const byNode = new Map<number, number>();
  for (const node of nodeOf.values()) byNode.set(node, (byNode.get(node) ?? 0) + 1);
  const listeners = new Map(connected.map((id) => [userSubject(id), [1]]));
  if (isListenedTo(size)) listeners.set(chatSubject(chatId), [...byNode.values()]);
  return { chatId, memberIds, nodeOf, listeners };
}

function sizeOf({ chats }: Workload, at: number): number {
  let sum = 0;
  for (const { members, share } of chats) {
    sum += share;
    if (at < sum) return members;
  }
  return chats.at(-1)?.members ?? 2;
}

/** A live path that counts. It knows the subscriptions of the chat that is being played. */
function counter() {
  let publications = 0;
  let nodeDeliveries = 0;
  let socketDeliveries = 0;
  let listeners: SimChat['listeners'] = new Map();
  const bus: LiveBus = {
    publish(subject) {
      const sockets = listeners.get(subject) ?? [];
      publications++;
      nodeDeliveries += sockets.length;
      socketDeliveries += sockets.reduce((sum, count) => sum + count, 0);
    },
    subscribe: () => () => undefined,
    passedOn: () => Promise.resolve(),
    connected: () => true,
    onGap: () => () => undefined,
  };
  return {
    bus,
    play(chat: SimChat, work: () => void): void {
      listeners = chat.listeners;
      work();
    },
    perMessage: (rounds: number): FanOut => ({
      publications: publications / rounds,
      nodeDeliveries: nodeDeliveries / rounds,
      socketDeliveries: socketDeliveries / rounds,
    }),
  };
}
