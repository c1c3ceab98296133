import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { type DomainEvent, type EventBatch, eventsOf, type LogPosition } from './events.ts';

/** Header with the position in the outbox behind the event: where the relay goes on, whatever else it knows. */
export const POSITION = 'Parley-Position';
const TRACE = 'traceparent';

/** An entry of a log as one message of a stream. */
export interface EventMessage {
  readonly subject: string;
  readonly body: string;
  readonly headers: MsgHdrs;
  /** What the server knows a repetition by. */
  readonly id: string;
}

/** Characters of a body at the most; a server takes 1 MiB by default, and a character of a payload of ids has one byte. */
const LARGEST = 512 * 1024;

/**
 * The messages of an entry: one, but for a batch that is too large. All but the last of its parts carry the position before it, so that
 * an entry of which only some parts were stored is sent again.
 *
 * The id is that of the event; an event that is replayed has one of its own, or the server would take it for a repetition.
 */
export function messagesOf(
  event: DomainEvent | EventBatch,
  position: LogPosition,
  before: LogPosition | undefined,
): EventMessage[] {
  const parts = 'items' in event ? split(event) : [event];
  return parts.map((part, index) => {
    const { subject, traceparent, ...body } = part;
    const hdrs = headers();
    hdrs.set(POSITION, index === parts.length - 1 ? position : (before ?? ''));
    if (traceparent !== undefined) hdrs.set(TRACE, traceparent);
    const id = part.onlyFor === undefined ? part.id : `${part.id}/${position}`;
    return { subject, body: JSON.stringify(body), headers: hdrs, id: index === 0 ? id : `${id}.${index}` };
  });
}

function split(batch: EventBatch): EventBatch[] {
  if (batch.items.length < 2 || JSON.stringify(batch.items).length < LARGEST) return [batch];
  const half = batch.items.length >> 1;
  return [...split({ ...batch, items: batch.items.slice(0, half) }), ...split({ ...batch, items: batch.items.slice(half) })];
}

/**
 * The events of a message.
 * @throws SyntaxError where it is not one of ours
 */
export function eventsIn(subject: string, message: { readonly headers?: MsgHdrs | undefined; string(): string }): DomainEvent[] {
  const body = JSON.parse(message.string()) as Omit<DomainEvent, 'subject'> | Omit<EventBatch, 'subject'>;
  const traceparent = message.headers?.get(TRACE);
  return eventsOf({ ...body, subject, ...(traceparent === undefined || traceparent === '' ? {} : { traceparent }) });
}
