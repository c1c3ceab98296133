import { LISTEN_BY_CHAT_FROM, PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import type { ChatSize, Workload } from './workload.ts';

/** What one message sets off on the live path, on average. */
export interface FanOut {
  /** Publications of frames. */
  readonly publications: number;
  /** Publications that reach a realtime node. */
  readonly nodeDeliveries: number;
  /** Frames written to sockets. */
  readonly socketDeliveries: number;
}

/** By formula, for chats of a distribution of sizes whose members are spread evenly over `nodes`. Marks are not in it. */
export function messageFanOut({ chats, online }: Workload, nodes: number): FanOut {
  return mean(chats, ({ members }) => oneFanOut(members, online, nodes, 1));
}

/** The same for the marks (received, read) that recipients answer one message with: in a large chat each concerns its sender's devices alone. */
export function markFanOut({ chats, online, marksPerRecipient }: Workload, nodes: number): FanOut {
  return mean(chats, ({ members }) => {
    const marks = (members - 1) * online * marksPerRecipient;
    const each =
      members < PUBLISH_BY_CHAT_FROM
        ? oneFanOut(members, online, nodes, 2)
        : { publications: 1, nodeDeliveries: 1, socketDeliveries: 1 };
    return scale(each, marks);
  });
}

/** Marks that one message is answered with, on average. */
export const marksPerMessage = ({ chats, online, marksPerRecipient }: Workload): number =>
  chats.reduce((sum, { members, share }) => sum + share * (members - 1) * online * marksPerRecipient, 0);

/** Subscriptions of one realtime node: a subject for each person, for each large chat that one of them is in, for each person whom one follows. */
export function subscriptionsPerNode(workload: Workload, connections: number, nodes: number) {
  const here = connections / nodes;
  const people = connections / workload.online;
  return {
    users: here,
    chats: distinct((people * workload.largeChats) / workload.largeChatMembers, here * workload.largeChats),
    presence: distinct(people, here * workload.watched),
  };
}

/** How many different of `kinds` things `draws` draws find. */
export const distinct = (kinds: number, draws: number): number => kinds * -Math.expm1(draws * Math.log1p(-1 / kinds));

/** `sure` are known to be connected: who sends, and who has just marked what they sent. */
function oneFanOut(members: number, online: number, nodes: number, sure: number): FanOut {
  const connected = sure + (members - sure) * online;
  if (members < PUBLISH_BY_CHAT_FROM) return { publications: members, nodeDeliveries: connected, socketDeliveries: connected };
  // The sender's node, and of the others those that have a member: each misses one member with 1 − online / nodes.
  const reached = 1 + (nodes - 1) * -Math.expm1((members - 1) * Math.log1p(-online / nodes));
  return { publications: 1, nodeDeliveries: reached, socketDeliveries: connected };
}

function mean(chats: readonly ChatSize[], of: (size: ChatSize) => FanOut): FanOut {
  return chats.reduce(
    (sum, size) => add(sum, scale(of(size), size.share)),
    scale({ publications: 0, nodeDeliveries: 0, socketDeliveries: 0 }, 1),
  );
}

const add = (a: FanOut, b: FanOut): FanOut => ({
  publications: a.publications + b.publications,
  nodeDeliveries: a.nodeDeliveries + b.nodeDeliveries,
  socketDeliveries: a.socketDeliveries + b.socketDeliveries,
});

const scale = ({ publications, nodeDeliveries, socketDeliveries }: FanOut, by: number): FanOut => ({
  publications: publications * by,
  nodeDeliveries: nodeDeliveries * by,
  socketDeliveries: socketDeliveries * by,
});

/** Whether realtime nodes listen to a chat by its own subject. */
export const isListenedTo = (members: number): boolean => members >= LISTEN_BY_CHAT_FROM;
