import { JetStreamApiCodes, JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import type { DomainEvent, StreamName } from './events.ts';
import { type JetStream, streamOf } from './jetstream-streams.ts';

/** An event that a consumer failed on for good. */
export interface DeadLetter {
  readonly stream: StreamName;
  readonly consumer: string;
  readonly event: DomainEvent;
  readonly reason: string;
  readonly attempts: number;
  /** Epoch ms. */
  readonly buriedAt: number;
}

/** Stores a dead letter in the stream `DEAD`; resolves when the server has it. The same one twice is one. */
export async function buryInStream({ client }: JetStream, prefix: string, letter: DeadLetter): Promise<void> {
  const { stream, consumer, event } = letter;
  await client.publish(`${prefix}dead.${stream}.${consumer}`, JSON.stringify(letter), {
    msgID: `${stream}/${consumer}/${event.id}`,
  });
}

/** All dead letters, oldest first, each with its sequence number in the stream `DEAD`. */
export async function* deadLettersIn(
  manager: JetStreamManager,
  prefix: string,
): AsyncGenerator<{ readonly sequence: number; readonly letter: DeadLetter }> {
  const stream = streamOf(prefix, 'DEAD');
  try {
    await manager.streams.info(stream);
  } catch (error) {
    // Nothing has run here yet.
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return;
    throw error;
  }
  for (let next = 1; ; ) {
    const message = await manager.direct.getMessage(stream, { seq: next, next_by_subj: `${prefix}dead.>` });
    if (message === null) return;
    yield { sequence: message.seq, letter: JSON.parse(message.string()) as DeadLetter };
    next = message.seq + 1;
  }
}

/** Forgets a dead letter. */
export async function dropFromStream(manager: JetStreamManager, prefix: string, sequence: number): Promise<void> {
  await manager.streams.deleteMessage(streamOf(prefix, 'DEAD'), sequence);
}
