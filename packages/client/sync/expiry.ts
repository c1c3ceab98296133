import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { emptyQuotes } from './empty-quotes.ts';
import { expiredMessage, isOver } from './expired-message.ts';
import { createHeld } from './held.ts';
import { emptyOutcome, type Outcome } from './outcome.ts';

/** Messages that are taken away in one write. */
const BATCH = 200;
/** Ms that a timer runs at the most: longer ones are cut short by platforms. */
const LONGEST = 12 * 60 * 60_000;

export interface ExpiryContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly onOutcome: (outcome: Outcome) => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * Takes messages whose time is over out of the store, by this device's clock, whether or not there is a network: what they said, and what quotes
 * of them said. The server does the same and tells of it; whoever comes second finds nothing to do. Runs in every tab, with nobody in charge:
 * taking the same away twice is harmless.
 */
export function createExpiry({ store, clock, onOutcome, onFault }: ExpiryContext): { start(): void; stop(): void } {
  let cancel: (() => void) | undefined;
  let stopListening: (() => void) | undefined;
  let looking = false;
  let again = false;

  function look(): void {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    takeAway()
      .then((nextAt) => {
        cancel?.();
        cancel = undefined;
        if (nextAt === undefined || stopListening === undefined) return;
        cancel = clock.schedule(Math.min(LONGEST, Math.max(0, nextAt - clock.now())), look);
      })
      .catch(onFault)
      .finally(() => {
        looking = false;
        if (!again) return;
        again = false;
        if (stopListening !== undefined) look();
      });
  }

  /** Takes away what is due; answers when the next is, epoch ms. */
  async function takeAway(): Promise<number | undefined> {
    for (;;) {
      const [next] = await store.read((tx) => tx.expiring(1));
      if (next?.message.expiresAt === undefined) return undefined;
      const now = clock.now();
      if (!isOver(next.message, now)) return Date.parse(next.message.expiresAt);
      const outcome = emptyOutcome();
      await store.write(async (tx) => {
        const due = (await tx.expiring(BATCH)).filter(({ message }) => isOver(message, now));
        const gone = due.map((record) => ({
          ...record,
          message: expiredMessage(record.message, record.message.expiresAt ?? record.message.createdAt),
        }));
        await tx.putMessages(gone);
        for (const { message } of gone) outcome.changed.push(message);
        for (const [chatId, ofChat] of Map.groupBy(gone, (record) => record.chatId))
          await emptyQuotes({ tx, held: createHeld(), outcome }, chatId, new Set(ofChat.map(({ seq }) => seq)));
      });
      onOutcome(outcome);
    }
  }

  return {
    start() {
      stopListening ??= store.onChange((change) => {
        if (change.messages.length > 0 || change.cleared) look();
      });
      look();
    },
    stop() {
      stopListening?.();
      stopListening = undefined;
      cancel?.();
      cancel = undefined;
    },
  };
}
