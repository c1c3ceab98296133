/**
 * What a chaos run writes down, one record a line, by several processes into several files. All there is between the run and the checker:
 * the checker never asks the system. People, chats and devices are numbered from 0; times (`at`) are epoch ms of the one machine that all
 * of the run's processes are on. A message is named by `m`: `<person>.<n>`, which its client message id spells (see message-name.ts).
 */
export type HistoryRecord =
  | RunRecord
  | ChatRecord
  | DeviceRecord
  | OfferRecord
  | AckRecord
  | RefusalRecord
  | DeliveryRecord
  | RemovalRecord
  | FaultRecord
  | TroubleRecord
  | FinalRecord
  | EventRecord
  | EffectRecord
  | DoneRecord;

/** What was set out to be done. */
export interface RunRecord {
  readonly k: 'run';
  readonly at: number;
  readonly seed: number;
  readonly topology: string;
  /** Messages a second. */
  readonly rate: number;
  /** Ms after the end of a fault by which all clients must have converged. */
  readonly healMs: number;
  /** What clients may not be troubled with: everything during a rolling restart, else only what is never right. */
  readonly quiet: boolean;
  /** Whether a durable consumer took part. */
  readonly consumer: boolean;
}

export interface ChatRecord {
  readonly k: 'chat';
  readonly at: number;
  readonly chat: number;
  readonly id: string;
  readonly members: readonly number[];
}

/** A device is there and has what came before; from here on it must get everything. */
export interface DeviceRecord {
  readonly k: 'device';
  readonly at: number;
  readonly device: number;
  readonly person: number;
  /** A bare socket with the least that a client must do, or the SDK. */
  readonly kind: 'socket' | 'sdk';
  /** For each of its chats, the last number that was there before it. */
  readonly from: Readonly<Record<number, number>>;
}

/** Somebody wants this sent; written before the first byte of it leaves. */
export interface OfferRecord {
  readonly k: 'offer';
  readonly at: number;
  readonly m: string;
  readonly chat: number;
}

/** The server has promised it to the sender's device. */
export interface AckRecord {
  readonly k: 'ack';
  readonly at: number;
  readonly m: string;
  readonly device: number;
  readonly chat: number;
  readonly seq: number;
}

/** The server has refused it for good. */
export interface RefusalRecord {
  readonly k: 'refusal';
  readonly at: number;
  readonly m: string;
  readonly code: string;
}

/** It reached a device. */
export interface DeliveryRecord {
  readonly k: 'got';
  readonly at: number;
  readonly device: number;
  readonly chat: number;
  readonly seq: number;
  readonly m: string;
  /** `live`: a frame; `fetched`: asked for by a bare socket; `told`: by the SDK to its application. */
  readonly how: 'live' | 'fetched' | 'told';
}

/** Somebody was taken out of a chat; written when the server had said so. */
export interface RemovalRecord {
  readonly k: 'removed';
  readonly at: number;
  readonly chat: number;
  readonly person: number;
}

/** A fault has begun (`started`) or is over (`ended`): what was down is up again, what was cut is whole. */
export interface FaultRecord {
  readonly k: 'fault';
  readonly at: number;
  readonly fault: number;
  readonly what: string;
  readonly phase: 'started' | 'ended';
}

/** The SDK told its application of something that went wrong. `never`: no fault of a server excuses it. */
export interface TroubleRecord {
  readonly k: 'trouble';
  readonly at: number;
  readonly device: number;
  readonly what: string;
  readonly never: boolean;
}

/** What there is of a chat at the end, ascending: asked of the API as a person (`device` absent), or in the store of an SDK device. */
export interface FinalRecord {
  readonly k: 'final';
  readonly at: number;
  readonly chat: number;
  readonly person: number;
  readonly device?: number;
  readonly items: readonly (readonly [seq: number, m: string, id: string])[];
}

/** The durable consumer was handed an event: in each chat, the messages after+1 to after+count. */
export interface EventRecord {
  readonly k: 'event';
  readonly at: number;
  readonly id: string;
  readonly chats: readonly (readonly [chatId: string, after: number, count: number])[];
}

/** What the consumer's effect amounts to at the end: messages counted in a chat. */
export interface EffectRecord {
  readonly k: 'effect';
  readonly at: number;
  readonly chatId: string;
  readonly count: number;
}

/** A process has written all it had to: without it, a history is cut short and proves nothing. */
export interface DoneRecord {
  readonly k: 'done';
  readonly at: number;
  readonly who: 'harness' | 'load' | 'consumer';
}
