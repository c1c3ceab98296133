import { GAP_WAIT_MS } from '@parley/protocol/limits';
import { ParleyError } from '../api/error.ts';
import type { Clock } from '../clock.ts';
import { backOff } from '../connection/back-off.ts';
import type { Random } from '../random.ts';
import type { OutboxEntry } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { TakeIn } from '../sync/take-in.ts';
import { acceptSend } from './accept-send.ts';
import { carryOut, type Wires } from './carry-out.ts';
import { complete } from './complete.ts';
import { refuse } from './refuse.ts';

export interface SenderContext extends Wires {
  readonly store: Store;
  readonly takeIn: TakeIn;
  readonly clock: Clock;
  readonly random: Random;
  readonly userId: string;
  /** The effect of a command has not been told by the server in time. */
  readonly wantSync: () => void;
  readonly wantChat: (chatId: string) => void;
  readonly onRefused: (entry: OutboxEntry, error: ParleyError) => void;
  readonly onFault: (error: unknown) => void;
}

/** Carries the outbox to the server: one command at a time in each chat, in order, until each is accepted or refused for good. */
export interface Sender {
  start(): void;
  stop(): void;
}

/** What is only the person's own doesn't wait behind messages. */
function laneOf({ chatId, command }: OutboxEntry): string {
  return command.kind === 'read' || command.kind === 'settings' ? `${chatId} own` : chatId;
}

export function createSender(context: SenderContext): Sender {
  const { store, clock, random } = context;
  let live = false;
  const busy = new Set<string>();
  const resting = new Map<string, () => void>();
  let stopListening: (() => void) | undefined;

  const look = async (chatId?: string): Promise<void> => {
    const queued = (await store.read((tx) => tx.outbox(chatId))).filter((entry) => entry.state === 'queued');
    for (const entry of queued) {
      const lane = laneOf(entry);
      if (live && !busy.has(lane)) {
        busy.add(lane);
        run(lane, chatId ?? entry.chatId).catch(context.onFault);
      }
    }
  };

  const run = async (lane: string, chatId: string): Promise<void> => {
    try {
      for (let failures = 0; live; ) {
        const entry = await firstOf(lane, chatId);
        if (entry === undefined || !live) break;
        const delay = await attempt(entry, failures);
        failures = delay === undefined ? 0 : failures + 1;
        if (delay !== undefined) await rest(lane, delay);
      }
    } finally {
      busy.delete(lane);
    }
    // What was added after the last look and before the lane was left.
    if (live && (await firstOf(lane, chatId)) !== undefined) await look(chatId);
  };

  const firstOf = async (lane: string, chatId: string) =>
    (await store.read((tx) => tx.outbox(chatId))).find((entry) => entry.state === 'queued' && laneOf(entry) === lane);

  /** Answers how many ms to rest before another try; undefined when there is nothing left to try. */
  const attempt = async (entry: OutboxEntry, failures: number): Promise<number | undefined> => {
    try {
      if (entry.attempts === 0 && !(await markGiven(entry))) return undefined;
      await settle(entry, await carryOut(context, entry));
      return undefined;
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error;
      if (error.retryable || error.status === 401) return Math.max((error.retryAfter ?? 0) * 1000, backOff(failures, random));
      if (await store.write((tx) => refuse(tx, entry, error))) context.onRefused(entry, error);
      return undefined;
    }
  };

  /** From now on the server may have it. False when it was taken back or changed in the meantime. */
  const markGiven = (entry: OutboxEntry): Promise<boolean> =>
    store.write(async (tx) => {
      const now = await tx.entry(entry.id);
      if (now === undefined || now.attempts > 0 || JSON.stringify(now.command) !== JSON.stringify(entry.command)) return false;
      await tx.putEntry({ ...now, attempts: 1 });
      return true;
    });

  const settle = async (entry: OutboxEntry, answer: Awaited<ReturnType<typeof carryOut>>): Promise<void> => {
    if (entry.command.kind === 'send') {
      if (answer?.type === 'message.sent') await context.takeIn((intake) => acceptSend(intake, answer));
      return;
    }
    const waits = await store.write((tx) => complete(tx, entry, context.userId));
    if (!waits) return;
    if (entry.command.kind === 'settings') context.wantChat(entry.chatId);
    else
      clock.schedule(
        GAP_WAIT_MS,
        () => void stillWaits(entry.id).then((yes) => (yes ? context.wantSync() : undefined), context.onFault),
      );
  };

  const stillWaits = (id: string) => store.read(async (tx) => (await tx.entry(id)) !== undefined);

  const rest = (lane: string, ms: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        resting.delete(lane);
        resolve();
      };
      const cancel = clock.schedule(ms, end);
      resting.set(lane, () => {
        cancel();
        end();
      });
    });

  const wakeAll = () => {
    for (const wake of [...resting.values()]) wake();
  };

  return {
    start() {
      live = true;
      wakeAll();
      stopListening ??= store.onChange((change) => {
        if (live) for (const chatId of change.outbox) look(chatId).catch(context.onFault);
      });
      look().catch(context.onFault);
    },
    stop() {
      live = false;
      stopListening?.();
      stopListening = undefined;
      wakeAll();
    },
  };
}
