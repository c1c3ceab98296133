import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { Clock } from '../clock.ts';
import type { ConnectionState } from '../connection/state.ts';
import { createLive, type Live, type LiveContext } from '../sync/live.ts';
import type { Outcome } from '../sync/outcome.ts';
import type { Ephemeral } from '../views/ephemeral.ts';
import type { EventNote, TabChannel, TabNote } from './channel.ts';
import type { Locks } from './locks.ts';
import { createPresenceWatch } from './presence-watch.ts';
import { createTypingSignals } from './typing-signals.ts';

export interface HostContext extends Omit<LiveContext, 'userId' | 'onState' | 'onOutcome' | 'onFrame' | 'onReady' | 'onRefused'> {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly channel: TabChannel;
  readonly ephemeral: Ephemeral;
  /** Of the connection, wherever it is. */
  readonly onState: (state: ConnectionState) => void;
  readonly emit: (note: EventNote) => void;
}

/** Runs the engine in the one tab that leads, and lets the others take part through it. */
export interface EngineHost {
  start(userId: string): void;
  stop(): void;
  typing(chatId: string, active: boolean): void;
  watchPresence(userId: string): () => void;
  noteGap(chatId: string): void;
  nudge(): void;
}

export function createEngineHost(context: HostContext): EngineHost {
  const { clock, channel, locks, ephemeral } = context;
  let live: Live | undefined;
  let resign: (() => void) | undefined;
  let state: ConnectionState = { state: 'stopped' };

  const setState = (next: ConnectionState): void => {
    state = next;
    if (next.state === 'offline' || next.state === 'stopped') ephemeral.forget();
    context.onState(next);
  };
  const announce = (next: ConnectionState): void => {
    setState(next);
    channel.post({ type: 'state', state: next });
    tell({ name: 'connection', event: next });
  };
  const tell = (note: EventNote): void => {
    context.emit(note);
    channel.post({ type: 'event', note });
  };
  const presence = createPresenceWatch((frame) => void live?.send(frame));
  const signalTyping = createTypingSignals(clock, (frame) => void live?.send(frame));
  const typing = (chatId: string, active: boolean) => {
    if (live === undefined) channel.post({ type: 'typing', chatId, active });
    else signalTyping(chatId, active);
  };

  const heed = (frame: ServerFrame): void => {
    if (frame.type === 'typing') ephemeral.setTyping(frame.chatId, frame.userId, frame.active);
    else if (frame.type === 'presence.updated') ephemeral.setPresence(frame);
  };

  const lead = (userId: string): void => {
    live = createLive({
      ...context,
      userId,
      onState: announce,
      onReady: presence.renew,
      onOutcome(outcome, isLive) {
        for (const note of eventsOf(outcome, isLive)) tell(note);
        // Whoever has sent is no longer typing.
        for (const { chatId, senderId } of outcome.added)
          if (ephemeral.typingIn(chatId).includes(senderId)) heed({ type: 'typing', chatId, userId: senderId, active: false });
      },
      onFrame(frame) {
        if (frame.type !== 'typing' && frame.type !== 'presence.updated') return;
        if (frame.type === 'typing' && frame.userId === userId) return;
        heed(frame);
        channel.post({ type: 'frame', frame });
        tell(frame.type === 'typing' ? { name: 'typing', event: frame } : { name: 'presence', event: frame });
      },
      onRefused: ({ chatId, command }, { code, message }) =>
        tell({ name: 'refused', event: { chatId, kind: command.kind, refusal: { code, message } } }),
    });
    live.start();
  };

  channel.listen((note: TabNote) => {
    if (live === undefined) follow(note);
    else if (note.type === 'hello') channel.post({ type: 'state', state });
    else if (note.type === 'typing') signalTyping(note.chatId, note.active);
    else if (note.type === 'watch') presence.watch(note.userId);
    else if (note.type === 'gap') live.noteGap(note.chatId);
    else if (note.type === 'nudge') live.nudge();
  });

  const follow = (note: TabNote): void => {
    if (note.type === 'state' && resign !== undefined) setState(note.state);
    else if (note.type === 'event') context.emit(note.note);
    else if (note.type === 'frame') heed(note.frame);
  };

  return {
    start(userId) {
      setState({ state: 'connecting' });
      resign = locks.lead(`${context.store.sharedAs ?? ''}:leader`, () => lead(userId));
      if (live === undefined) channel.post({ type: 'hello' });
    },
    stop() {
      live?.stop();
      live = undefined;
      resign?.();
      resign = undefined;
      setState({ state: 'stopped' });
    },
    typing,
    watchPresence(userId) {
      if (live === undefined) channel.post({ type: 'watch', userId });
      return presence.watch(userId);
    },
    noteGap(chatId) {
      if (live === undefined) channel.post({ type: 'gap', chatId });
      else live.noteGap(chatId);
    },
    nudge() {
      if (live === undefined) channel.post({ type: 'nudge' });
      else live.nudge();
    },
  };
}

/** What listeners are told of what was taken in. */
export function eventsOf(outcome: Outcome, live: boolean): EventNote[] {
  return [
    ...outcome.chats.map((chat) => ({ name: 'chat', event: { chat } }) as const),
    ...outcome.added.map((message) => ({ name: 'message', event: { message, live } }) as const),
    ...outcome.changed.map((message) => ({ name: 'message.changed', event: { message } }) as const),
    ...outcome.receipts.map(
      ({ chatId, userId, deliveredSeq, readSeq }) =>
        ({ name: 'receipt', event: { chatId, userId, deliveredSeq, readSeq } }) as const,
    ),
    ...[...outcome.scheduled].map((chatId) => ({ name: 'scheduled', event: { chatId } }) as const),
    ...outcome.removedChats.map((chatId) => ({ name: 'chat.removed', event: { chatId } }) as const),
  ];
}
