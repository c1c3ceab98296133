import type { ChatMembership } from '../domain/authorize-send.ts';
import type { NewMessage } from '../store/append.ts';
import type { SendResult } from './send-result.ts';

/** A message on its way to the table, and who waits to hear of it. */
export interface Passenger {
  readonly message: NewMessage;
  /** What the send was authorised by. */
  readonly chat: ChatMembership;
  readonly done: (result: SendResult) => void;
}
