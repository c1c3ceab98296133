import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { ParleyError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import { httpSync } from '../api/http-sync.ts';
import type { Clock } from '../clock.ts';
import { type Connection, createConnection, type TokenSource } from '../connection/connection.ts';
import { createRequests } from '../connection/requests.ts';
import type { ConnectionState } from '../connection/state.ts';
import type { Transport } from '../connection/transport.ts';
import { createSender } from '../outbox/sender.ts';
import type { Random } from '../random.ts';
import type { OutboxEntry } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { createGapWatch } from './gap-watch.ts';
import { createHeld } from './held.ts';
import { createInbox } from './inbox.ts';
import { emptyOutcome, type Outcome } from './outcome.ts';
import { type Place, place } from './place.ts';
import { createPuller } from './puller.ts';
import { createReceipts } from './receipts.ts';
import type { TakeIn } from './take-in.ts';

export interface LiveContext {
  readonly userId: string;
  readonly url: string;
  readonly store: Store;
  readonly http: Http;
  readonly token: TokenSource;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** For tests only: another rule of what is next, to show that the tests notice. */
  readonly place?: Place;
  readonly onState: (state: ConnectionState) => void;
  /** Something was taken in. */
  readonly onOutcome: (outcome: Outcome, live: boolean) => void;
  /** Frames that the store has no part in: typing and presence. */
  readonly onFrame: (frame: ServerFrame) => void;
  /** A connection is ready for frames. */
  readonly onReady: () => void;
  readonly onRefused: (entry: OutboxEntry, error: ParleyError) => void;
  readonly onFault: (error: unknown) => void;
}

/** The engine of one signed-in person: keeps the store in step with the server while it runs. One runs per store. */
export interface Live {
  start(): void;
  stop(): void;
  send(frame: ClientFrame): boolean;
  nudge(): void;
  /** Something in the store tells of more than it holds. */
  noteGap(chatId: string): void;
  wantChat(chatId: string): void;
}

export function createLive(context: LiveContext): Live {
  const { userId, store, clock, random, http, onFault } = context;
  const held = createHeld();

  const takeIn: TakeIn = async (task) => {
    const outcome = emptyOutcome();
    const result = await store.write((tx) => task({ tx, userId, held, place: context.place ?? place, outcome }));
    heed(outcome);
    return result;
  };

  const heed = (outcome: Outcome): void => {
    for (const chatId of outcome.gaps) gaps.note(chatId);
    for (const chatId of outcome.stale) puller.wantChat(chatId);
    for (const chatId of outcome.grown) receipts.grown(chatId);
    context.onOutcome(outcome, synced);
  };

  // Whether what comes is live, or caught up with.
  let synced = false;
  const puller = createPuller({
    api: httpSync(http),
    store,
    held,
    takeIn,
    clock,
    random,
    onFirstPage: () => undefined,
    onSynced() {
      if (!synced) receipts.start();
      synced = true;
      context.onState({ state: 'online' });
    },
    onFault,
  });
  const gaps = createGapWatch({ clock, store, held, puller, onFault });
  const inbox = createInbox({
    takeIn,
    onFault(error) {
      // What could not be stored now is asked for again.
      onFault(error);
      puller.wantSync();
    },
  });

  const connection: Connection = createConnection({
    url: context.url,
    transport: context.transport,
    clock,
    random,
    token: context.token,
    onReady() {
      held.chats.clear();
      context.onState({ state: 'syncing' });
      puller.start();
      sender.start();
      context.onReady();
    },
    onFrame(frame) {
      if (requests.answer(frame)) return;
      if (frame.type === 'resync') puller.wantSync();
      else if (frame.type === 'typing' || frame.type === 'presence.updated') context.onFrame(frame);
      else inbox.add(frame);
    },
    onLost: pause,
    onState: context.onState,
  });
  const requests = createRequests(clock, connection);
  const receipts = createReceipts({ clock, store, userId, send: connection.send, onFault });
  const sender = createSender({
    ask: requests.ask,
    http,
    store,
    takeIn,
    clock,
    random,
    userId,
    wantSync: puller.wantSync,
    wantChat: puller.wantChat,
    onRefused: context.onRefused,
    onFault,
  });

  function pause(): void {
    synced = false;
    requests.lost();
    puller.stop();
    sender.stop();
    receipts.stop();
    gaps.stop();
  }

  return {
    start: connection.start,
    stop() {
      connection.stop();
      pause();
    },
    send: connection.send,
    nudge: connection.nudge,
    noteGap: gaps.note,
    wantChat: puller.wantChat,
  };
}
