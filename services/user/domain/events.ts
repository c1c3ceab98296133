import type { DomainEvent } from '@parley/bus/events';

/** What the service tells others, on the stream USERS. Ids alone: whoever wants more asks for what they may see. */
export type UserEvent =
  | { readonly subject: 'user.created'; readonly payload: { readonly userId: string } }
  | { readonly subject: 'user.updated'; readonly payload: { readonly userId: string; readonly changed: readonly string[] } }
  | {
      readonly subject: 'user.blocked' | 'user.unblocked';
      readonly payload: { readonly blockerId: string; readonly blockedId: string };
    };

/** An event in the form that the outbox takes. Events of one person (`userId`) keep their order. */
export function userEvent(id: string, at: number, userId: string, event: UserEvent): DomainEvent {
  return { id, at, key: userId, ...event };
}
