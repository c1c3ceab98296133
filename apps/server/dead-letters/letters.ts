import { type DeadLetter, deadLettersIn, dropFromStream } from '@parley/bus/dead-letters';
import type { StreamName } from '@parley/bus/events';
import { openJetStream } from '@parley/bus/jetstream-streams';
import type { Nats } from '@parley/bus/nats';
import type { Database } from '@parley/postgres/database';
import { dropBuried, readBuried, replayBuried } from '@parley/postgres/dead-letters';

/** A dead letter, wherever it is kept. */
export interface Letter extends DeadLetter {
  /** What a person names it by: the consumer and the id of the event. */
  readonly id: string;
  /** Gives the event to its consumer once more and forgets the letter. */
  replay(): Promise<void>;
  drop(): Promise<void>;
}

/** Whose outbox each stream comes from. */
const SCHEMAS: Readonly<Record<StreamName, string>> = { MESSAGES: 'message', CHATS: 'chat', USERS: 'users', SESSIONS: 'auth' };

/** All dead letters, oldest first: those of one process in the outboxes, those of a cluster in the stream `DEAD`. */
export async function readLetters(db: Database, nats: Nats | undefined): Promise<Letter[]> {
  const letters = [...(await lettersOfTables(db)), ...(nats === undefined ? [] : await lettersOfStream(db, nats))];
  return letters.sort((a, b) => a.buriedAt - b.buriedAt);
}

async function lettersOfTables(db: Database): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const [stream, schema] of Object.entries(SCHEMAS) as [StreamName, string][]) {
    for (const buried of await readBuried(db, schema)) {
      letters.push({
        ...buried,
        stream,
        id: `${buried.consumer}/${buried.event.id}`,
        replay: () => replayBuried(db, schema, buried),
        drop: () => dropBuried(db, schema, buried),
      });
    }
  }
  return letters;
}

async function lettersOfStream(db: Database, { events, prefix }: Nats): Promise<Letter[]> {
  const connection = events.current();
  if (connection === undefined) throw new Error(`NATS can’t be reached: ${events.problem()}`);
  const { manager } = await openJetStream(connection);
  const letters: Letter[] = [];
  for await (const { sequence, letter } of deadLettersIn(manager, prefix)) {
    const drop = (): Promise<void> => dropFromStream(manager, prefix, sequence);
    letters.push({
      ...letter,
      id: `${letter.consumer}/${letter.event.id}`,
      drop,
      async replay() {
        // In this order a crash between the two repeats the event, which consumers are made for, instead of losing it.
        await replayBuried(db, SCHEMAS[letter.stream], letter);
        await drop();
      },
    });
  }
  return letters;
}
