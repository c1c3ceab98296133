/** A size that chats have, and the share of all messages that are sent in such chats. */
export interface ChatSize {
  readonly members: number;
  readonly share: number;
}

/** What people do. */
export interface Workload {
  /** Sent by one person who is connected, in a day. */
  readonly messagesPerDay: number;
  /** How many times the mean of the day its busiest minute has. */
  readonly peak: number;
  /** Shares add up to 1. */
  readonly chats: readonly ChatSize[];
  /** Share of people who are connected at the busiest time. */
  readonly online: number;
  /** Marks (received, read) that one recipient who is online sends for one message, after realtime has gathered them. */
  readonly marksPerRecipient: number;
  /** How often one connection comes and goes in a day. */
  readonly connectsPerDay: number;
  /** People whose presence one connection follows. */
  readonly watched: number;
  /** Large chats (48 members and more) that one person is in. */
  readonly largeChats: number;
  /** Members of such a chat, where a single figure has to do. */
  readonly largeChatMembers: number;
}

/**
 * The workload that the figures are for. It is assumed, not observed: 60 messages a day are a busy person's; most go to one other person or a
 * small group; every other mark is gathered with one before it.
 */
export const ASSUMED: Workload = {
  messagesPerDay: 60,
  peak: 3,
  chats: [
    { members: 2, share: 0.62 },
    { members: 5, share: 0.18 },
    { members: 12, share: 0.12 },
    { members: 40, share: 0.05 },
    { members: 100, share: 0.02 },
    { members: 500, share: 0.01 },
  ],
  online: 0.35,
  marksPerRecipient: 1,
  connectsPerDay: 24,
  watched: 15,
  largeChats: 2,
  largeChatMembers: 150,
};

const SECONDS_PER_DAY = 86_400;

/** Messages a second at the busiest time. */
export const peakRate = ({ messagesPerDay, peak }: Workload, connections: number): number =>
  (connections * messagesPerDay * peak) / SECONDS_PER_DAY;

/** Connections a second that come at the busiest time, without any fault. */
export const peakConnects = ({ connectsPerDay, peak }: Workload, connections: number): number =>
  (connections * connectsPerDay * peak) / SECONDS_PER_DAY;
