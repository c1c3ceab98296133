import type { Clock } from '@parley/kernel/clock';
import type { Ids } from '@parley/kernel/ids';
import type { ChatMembership } from '../domain/authorize-send.ts';
import type { AppendOutcome, ChatVersions, NewMessage } from '../store/append.ts';
import type { Admission } from './admit.ts';
import type { Passenger } from './passenger.ts';
import type { SendResult } from './send-result.ts';

/** A message that was just committed, in the order of its chat. */
export interface Appended {
  readonly message: NewMessage;
  /** As it was when the message was written: those are its readers. */
  readonly chat: ChatMembership;
  readonly seq: number;
  readonly createdAt: number;
}

export interface LaneContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly admission: Admission;
  /** Writes a batch in one transaction, unless a chat has another version than it was authorised by. */
  readonly append: (batch: readonly NewMessage[], at: number, eventId: string, versions: ChatVersions) => Promise<AppendOutcome>;
  /** What sends that are known became of the first time. */
  readonly firstResults: (repeats: readonly NewMessage[]) => Promise<(SendResult | undefined)[]>;
  /** Told of each batch after its commit and before its senders hear of it. Must not throw. */
  readonly onAppended: (batch: readonly Appended[]) => void;
  /** Told of a failed write; the senders are answered that they may try again. */
  readonly onFailure: (error: unknown, messages: number) => void;
}

/** What arrives while a batch is being written rides in the next one, up to this many: batches form by themselves under load. */
const MAX_BATCH = 768;
/** Times that one batch is turned back because its chats change; each takes a change of theirs within a few milliseconds. */
const MAX_STALE = 16;

/** Announces a batch and answers its senders. */
type Tell = () => void;

const NOTHING: Tell = () => undefined;

/**
 * One writer. All messages of a chat pass through the same lane, one batch at a time, so that they are numbered in the order of
 * their arrival and concurrent batches don't wait for each other's locks.
 */
export function createLane(context: LaneContext) {
  let waiting: Passenger[] = [];
  let writing = false;
  let idle: (() => void)[] = [];

  async function run(): Promise<void> {
    let tell = NOTHING;
    while (waiting.length > 0) {
      tell = await take(takeBatch(), tell);
      if (waiting.length > 0) continue;
      // Whoever hears of it may send again at once.
      tell();
      tell = NOTHING;
    }
    writing = false;
    for (const resolve of idle) resolve();
    idle = [];
  }

  /**
   * Writes a batch. Who waits to hear of the batch before is told by `tellLast` while the database is at work on this one. Answers what tells of
   * this one.
   */
  async function take(batch: readonly Passenger[], tellLast: Tell): Promise<Tell> {
    let tell = tellLast;
    const tellOnce = (): void => {
      tell();
      tell = NOTHING;
    };
    try {
      const admission = context.admission.admit(batch);
      if (admission instanceof Promise) tellOnce();
      const admitted = await admission;
      if (admitted.length === 0) return tell;
      const written = write(admitted);
      tellOnce();
      return await written;
    } catch (error) {
      tellOnce();
      context.onFailure(error, batch.length);
      // Whether it was committed is unknown; a retry with the same client message id finds out.
      for (const passenger of batch) passenger.done({ kind: 'refused', code: 'internal.unavailable' });
      return NOTHING;
    }
  }

  /** The next batch; a client message id that occurs twice waits for the batch after, where it is found to be known. */
  function takeBatch(): Passenger[] {
    const seen = new Set<string>();
    const batch: Passenger[] = [];
    const repeats: Passenger[] = [];
    let taken = 0;
    for (const passenger of waiting) {
      if (batch.length === MAX_BATCH) break;
      taken += 1;
      const id = passenger.message.clientMsgId;
      if (seen.has(id)) repeats.push(passenger);
      else batch.push(passenger);
      seen.add(id);
    }
    waiting = [...repeats, ...waiting.slice(taken)];
    return batch;
  }

  /** Answers, after the commit, what tells everybody of it. */
  async function write(batch: readonly Passenger[], turnedBack = 0): Promise<Tell> {
    const at = context.clock.now();
    const messages = batch.map((passenger) => withExpiry(passenger, at));
    const outcome = await context.append(messages, at, context.ids.uuid(), versionsOf(batch));
    if (outcome.kind === 'refused') return writeWithout(batch, outcome, turnedBack);
    return () => tellOf(batch, messages, outcome.seqs, at);
  }

  function tellOf(batch: readonly Passenger[], messages: readonly NewMessage[], seqs: readonly number[], at: number): void {
    context.onAppended(
      batch.map(({ message, chat }, index) => ({
        message: messages[index] ?? message,
        chat,
        seq: seqs[index] ?? 0,
        createdAt: at,
      })),
    );
    for (const [index, passenger] of batch.entries()) {
      const expiresAt = messages[index]?.expiresAt;
      passenger.done({
        kind: 'sent',
        id: passenger.message.id,
        seq: seqs[index] ?? 0,
        createdAt: at,
        expiresAt,
        duplicate: false,
      });
    }
  }

  /** Answers the sends that can't be written, and writes the others; those of a chat that has changed if they still may. */
  async function writeWithout(
    batch: readonly Passenger[],
    outcome: Extract<AppendOutcome, { kind: 'refused' }>,
    turnedBack: number,
  ): Promise<Tell> {
    const headless = new Set(outcome.headless);
    const known = outcome.known.flatMap((index) => (headless.has(index) ? [] : (batch[index] ?? [])));
    const results = await context.firstResults(known.map((passenger) => passenger.message));
    const settled = new Set<Passenger>();
    for (const [index, passenger] of known.entries()) {
      const result = results[index];
      if (result === undefined) continue;
      passenger.done(result);
      settled.add(passenger);
    }
    for (const index of headless) {
      const passenger = batch[index];
      if (passenger === undefined) continue;
      passenger.done({ kind: 'refused', code: 'chat.not_found' });
      settled.add(passenger);
    }
    // Whatever the reason, trying the same again would never end.
    if (settled.size === 0 && outcome.stale.length === 0) throw new Error('a batch was refused for none of its messages');
    if (turnedBack >= MAX_STALE) throw new Error('the chats of a batch change faster than it can be written');
    const left = batch.filter((passenger) => !settled.has(passenger));
    const stale = new Set(outcome.stale.flatMap((index) => batch[index]?.message.chatId ?? []));
    const rest = stale.size === 0 ? left : await context.admission.readmit(left, stale);
    return rest.length > 0 ? write(rest, turnedBack + 1) : NOTHING;
  }

  return {
    /** Takes a message on; `done` is called once it is committed or refused. */
    push(passenger: Passenger): void {
      waiting.push(passenger);
      if (writing) return;
      writing = true;
      // A microtask later, so that all that came with this one ride together.
      queueMicrotask(() => {
        run().catch((error: unknown) => context.onFailure(error, 0));
      });
    },
    /** Whether messages wait behind the batch that is being written: there are more than the database takes at once. */
    get crowded(): boolean {
      return waiting.length > 0;
    },
    /** Resolves when nothing waits and nothing is being written. */
    async settled(): Promise<void> {
      if (!writing) return;
      await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}

export type Lane = ReturnType<typeof createLane>;

/** Where two sends of a chat were authorised by different versions, the older counts: the newer is looked at again then too. */
function versionsOf(batch: readonly Passenger[]): ChatVersions {
  const versions = new Map<string, number>();
  for (const { chat } of batch) versions.set(chat.chatId, Math.min(chat.version, versions.get(chat.chatId) ?? chat.version));
  return versions;
}

/** The message as it is written at `at` (epoch ms): its time begins when it is sent, whenever it was begun. */
function withExpiry({ message, chat }: Passenger, at: number): NewMessage {
  return chat.disappearAfter === undefined ? message : { ...message, expiresAt: at + chat.disappearAfter * 1_000 };
}
