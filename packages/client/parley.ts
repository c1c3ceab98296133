import type { ClientDevice, Session } from '@parley/protocol/session';
import type { AuthApi, AuthState } from './api/auth.ts';
import type { ChatsApi } from './api/chats.ts';
import { createAuth } from './api/create-auth.ts';
import { createChats } from './api/create-chats.ts';
import { createMessages } from './api/create-messages.ts';
import { createPeople } from './api/create-people.ts';
import { anonymousHttp, tokenHttp } from './api/http.ts';
import { httpSync } from './api/http-sync.ts';
import type { MessagesApi } from './api/messages.ts';
import type { PeopleApi } from './api/people.ts';
import { repeatingHttp } from './api/repeating-http.ts';
import { createSessionKeeper } from './api/session-keeper.ts';
import { createUserLookup } from './api/user-lookup.ts';
import { type Clock, systemClock } from './clock.ts';
import { platformTransport } from './connection/platform-transport.ts';
import type { ConnectionState } from './connection/state.ts';
import type { Transport } from './connection/transport.ts';
import { createEmitter } from './emitter.ts';
import type { ParleyEvents } from './events.ts';
import { createCommands } from './outbox/commands.ts';
import { type Random, systemRandom } from './random.ts';
import type { StoredSession } from './store/records.ts';
import type { Store } from './store/store.ts';
import { createExpiry } from './sync/expiry.ts';
import { fetchHistory } from './sync/fetch-history.ts';
import { createHeld } from './sync/held.ts';
import { emptyOutcome } from './sync/outcome.ts';
import { type Place, place } from './sync/place.ts';
import type { TakeIn } from './sync/take-in.ts';
import { channelFor, type EventNote } from './tabs/channel.ts';
import { createEngineHost, eventsOf } from './tabs/engine-host.ts';
import { locksFor, soleLocks } from './tabs/locks.ts';
import { createEphemeral } from './views/ephemeral.ts';
import { createValueView } from './views/value-view.ts';
import { createViews, type Views } from './views/views.ts';

export interface ParleyOptions {
  /** Origin of the server, `https://chat.example.org`; in a browser usually `location.origin`. */
  readonly baseUrl: string;
  /** `memoryStore()` or `indexedDbStore(name)`. */
  readonly storage: Store;
  /** Network; `fetch` and `WebSocket` of the platform unless given. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Shown in the person's list of sessions. */
  readonly device?: ClientDevice;
  /** Share one connection among the tabs of a browser (the default) where the platform can do it. */
  readonly tabs?: boolean;
  /** Gets what no caller can: a broken local database, a defect. Without it, such errors are thrown as uncaught. */
  readonly onFault?: (error: unknown) => void;
  /** For tests only: another rule of what follows what, to show that the tests notice. */
  readonly place?: Place;
}

/** One person on one device, signed in or not yet. */
export interface Parley {
  readonly auth: AuthApi;
  readonly chats: ChatsApi;
  readonly messages: MessagesApi;
  readonly people: PeopleApi;
  readonly views: Views;
  /** Calls `listener` on every event of the name; the returned function stops it. */
  on<K extends keyof ParleyEvents>(name: K, listener: (event: ParleyEvents[K]) => void): () => void;
  /** Who is signed in here, once `start` has resolved. */
  userId(): string | undefined;
  /** Opens the store and, when a session is stored, the connection. Called once; resolves when the store is open, network or not. */
  start(): Promise<void>;
  /** Closes the connection and the store; what was written stays. */
  stop(): Promise<void>;
  /** Tries to connect now instead of when the back-off ends: a "retry" button, or the app coming to the front. */
  reconnect(): void;
  /** Resolves when the first sync since the connection is done. For bots and tests. */
  whenOnline(): Promise<void>;
  /** Resolves when nothing waits in the outbox, refused messages aside. For bots and tests. */
  whenDelivered(): Promise<void>;
  /** Calls any REST path below `/api/v1` with the session's token and answers the body: for what this SDK has no name for. Throws `ParleyError`. */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Makes a client. Nothing happens until `start`. */
export function createParley(options: ParleyOptions): Parley {
  const { storage: store, baseUrl, transport = platformTransport(), clock = systemClock, random = systemRandom } = options;
  const report = options.onFault ?? throwLater;
  // What was under way when the store was closed fails, and nobody waits for it.
  const onFault = (error: unknown) => (closed ? undefined : report(error));
  const shared = options.tabs === false ? undefined : store.sharedAs;
  const locks = shared === undefined ? soleLocks() : locksFor(shared);
  // Without locks every tab has a connection of its own and hears everything itself.
  const channel = channelFor(shared !== undefined && globalThis.navigator?.locks !== undefined ? shared : undefined);
  const events = createEmitter<ParleyEvents>();
  const ephemeral = createEphemeral(clock);
  const authView = createValueView<AuthState>({ state: 'loading' });
  const connectionView = createValueView<ConnectionState>({ state: 'stopped' });

  let session: StoredSession | undefined;
  let leftBy: 'never' | 'logged-out' | 'revoked' = 'never';
  let running = false;
  let closed = false;

  const emit = <K extends keyof ParleyEvents>(note: { readonly name: K; readonly event: ParleyEvents[K] }) =>
    events.emit(note.name, note.event);
  const anonymous = repeatingHttp(anonymousHttp(transport, baseUrl), { clock, random });
  const keeper = createSessionKeeper({
    store,
    http: anonymous,
    clock,
    locks,
    async onEnded() {
      leftBy = 'revoked';
      await store.write((tx) => tx.setMeta('session', undefined));
    },
  });
  // The engine tries again by itself, and knows best when.
  const engineHttp = tokenHttp(transport, baseUrl, keeper.token);
  const http = repeatingHttp(engineHttp, { clock, random });

  const host = createEngineHost({
    url: `${baseUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`,
    store,
    http: engineHttp,
    token: keeper.token,
    transport,
    clock,
    random,
    ...(options.place === undefined ? {} : { place: options.place }),
    locks,
    channel,
    ephemeral,
    onState: connectionView.set,
    emit: (note: EventNote) => emit(note as { name: 'connection'; event: ConnectionState }),
    onFault,
  });

  /** For what this tab fetches itself; the engine, which may be in another, hears of what is missing then. */
  const takeIn: TakeIn = async (task) => {
    const outcome = emptyOutcome();
    const result = await store.write((tx) => task({ tx, userId: session?.userId ?? '', held: createHeld(), place, outcome }));
    for (const chatId of outcome.gaps) host.noteGap(chatId);
    for (const note of eventsOf(outcome, false)) emit(note as { name: 'connection'; event: ConnectionState });
    return result;
  };

  /** Makes what runs follow the session in the store, whoever changed it. */
  let following: Promise<void> = Promise.resolve();
  const follow = (): Promise<void> => (following = following.then(followNow, followNow));
  const followNow = async (): Promise<void> => {
    const next = running ? await keeper.current() : undefined;
    if (next?.sessionId === session?.sessionId && authView.snapshot().state !== 'loading') {
      session = next;
      return;
    }
    if (session !== undefined) host.stop();
    session = next;
    const state: AuthState =
      next === undefined
        ? { state: 'signed-out', reason: leftBy }
        : { state: 'signed-in', session: { userId: next.userId, sessionId: next.sessionId, user: next.user } };
    authView.set(state);
    events.emit('auth', state);
    if (next !== undefined) host.start(next.userId);
  };

  const begin = async (answer: Session): Promise<StoredSession> => {
    await store.write(async (tx) => {
      // Somebody else's chats must not be seen by the next one who uses this device.
      if ((await tx.meta('owner')) !== answer.user.id) await tx.clear();
      await tx.setMeta('owner', answer.user.id);
    });
    const kept = await keeper.keep(answer);
    await follow();
    return kept;
  };
  const end = async (): Promise<void> => {
    leftBy = 'logged-out';
    await store.write((tx) => tx.clear());
    await follow();
  };

  const commands = createCommands({ store, clock, random });
  const people = createPeople({ http, store });
  const chats = createChats({ http, takeIn, commands, random });
  const views = createViews({
    store,
    clock,
    ephemeral,
    userId: () => session?.userId ?? '',
    onFault,
    fetchHistory: (chatId, query) => fetchHistory(chatId, query, httpSync(http), store, takeIn),
    fetchChat: async (chatId) => void (await chats.get(chatId)),
    wantUsers: createUserLookup(people, clock),
    auth: authView,
    connection: connectionView,
    watchPresence: host.watchPresence,
  });

  const expiry = createExpiry({
    store,
    clock,
    onOutcome(outcome) {
      for (const note of eventsOf(outcome, false)) emit(note as { name: 'connection'; event: ConnectionState });
    },
    onFault,
  });

  let stopFollowing: (() => void) | undefined;
  return {
    auth: createAuth({ anonymous, http, keeper, device: options.device, begin, end }),
    chats,
    messages: createMessages({ http, commands, clientMsgId: random.uuid, typing: host.typing }),
    people,
    views,
    on: events.on,
    userId: () => session?.userId,
    async start() {
      running = true;
      stopFollowing = store.onChange((change) => {
        if (change.cleared || change.meta.includes('session')) follow().catch(onFault);
      });
      await follow();
      expiry.start();
    },
    async stop() {
      running = false;
      expiry.stop();
      stopFollowing?.();
      host.stop();
      channel.close();
      await following;
      closed = true;
      await store.close();
    },
    reconnect: host.nudge,
    whenOnline: () => until(connectionView.subscribe, async () => connectionView.snapshot().state === 'online'),
    whenDelivered: () =>
      until(store.onChange, () => store.read(async (tx) => (await tx.outbox()).every((entry) => entry.state !== 'queued'))),
    request: (method, path, body) => http.call(method, path, body),
  };
}

/** Resolves when `holds` says yes; it is asked at once and whenever something changed. */
async function until(subscribe: (listener: () => void) => () => void, holds: () => Promise<boolean>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      holds().then((yes) => {
        if (!yes) return;
        stop();
        resolve();
      }, reject);
    };
    const stop = subscribe(look);
    look();
  });
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
