import { ParleyError } from '../api/error.ts';
import type { Clock } from '../clock.ts';
import { backOff } from '../connection/back-off.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import { fillGap } from './fill-gap.ts';
import type { Held } from './held.ts';
import { lookAtChat } from './look-at-chat.ts';
import { runSync } from './run-sync.ts';
import type { SyncApi } from './sync-api.ts';
import type { TakeIn } from './take-in.ts';

export interface PullerContext {
  readonly api: SyncApi;
  readonly store: Store;
  readonly held: Held;
  readonly takeIn: TakeIn;
  readonly clock: Clock;
  readonly random: Random;
  /** The first page of the sync after a connect is stored. */
  readonly onFirstPage: () => void;
  /** All that was missed is stored. */
  readonly onSynced: () => void;
  /** Something that is no matter of the network went wrong: the store, or a defect. */
  readonly onFault: (error: unknown) => void;
}

/** Asks the server for what is missing: one question at a time, so that answers are taken in in the order they were asked for. */
export interface Puller {
  /** Begins, with a sync. */
  start(): void;
  /** Asks nothing more until the next start. */
  stop(): void;
  wantSync(): void;
  wantChat(chatId: string): void;
  wantMessages(chatId: string): void;
}

export function createPuller(context: PullerContext): Puller {
  const { api, store, held, takeIn, clock, random } = context;
  let running = false;
  let working = false;
  let syncWanted = false;
  const chats = new Set<string>();
  const gaps = new Set<string>();
  let failures = 0;
  let wake: (() => void) | undefined;

  const next = (): { readonly run: () => Promise<void>; readonly again: () => void } | undefined => {
    if (syncWanted) {
      syncWanted = false;
      const run = async () => {
        await runSync({ api, store, held, takeIn, onFirstPage: context.onFirstPage });
        if (!syncWanted) context.onSynced();
      };
      return { run, again: () => (syncWanted = true) };
    }
    const [chat] = chats;
    if (chat !== undefined) {
      chats.delete(chat);
      return { run: () => lookAtChat(chat, api, store, takeIn), again: () => chats.add(chat) };
    }
    const [gap] = gaps;
    if (gap !== undefined) {
      gaps.delete(gap);
      return {
        run: () => fillGap(gap, api, store, held, takeIn).catch((error: unknown) => lostChat(error, gap)),
        again: () => gaps.add(gap),
      };
    }
    return undefined;
  };

  const lostChat = (error: unknown, chatId: string) => {
    if (error instanceof ParleyError && (error.status === 404 || error.status === 403)) chats.add(chatId);
    else throw error;
  };

  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (let task = next(); running && task !== undefined; task = next()) {
      try {
        await task.run();
        failures = 0;
      } catch (error) {
        task.again();
        if (!(error instanceof ParleyError)) context.onFault(error);
        await rest(retryDelay(error));
      }
      // `next` takes the wish off the list; when stopped it must stay on.
      if (!running) break;
    }
    working = false;
  };

  const retryDelay = (error: unknown) => {
    const asked = error instanceof ParleyError ? (error.retryAfter ?? 0) * 1000 : 0;
    return Math.max(asked, backOff(failures++, random));
  };

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.schedule(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  const begin = () => {
    if (running) void work();
  };

  return {
    start() {
      running = true;
      syncWanted = true;
      failures = 0;
      wake?.();
      begin();
    },
    stop() {
      running = false;
      wake?.();
    },
    wantSync() {
      syncWanted = true;
      begin();
    },
    wantChat(chatId) {
      chats.add(chatId);
      begin();
    },
    wantMessages(chatId) {
      gaps.add(chatId);
      begin();
    },
  };
}
