import type { ServerFrameOf } from '@parley/protocol/ws/server-frames';
import type { ConnectionState } from '../connection/state.ts';
import type { ParleyEvents } from '../events.ts';

/** One event of the SDK, as it is passed on. */
export type EventNote = {
  readonly [K in keyof ParleyEvents]: { readonly name: K; readonly event: ParleyEvents[K] };
}[keyof ParleyEvents];

/** What tabs of one browser tell each other. The one with the connection leads. */
export type TabNote =
  /** From the leader. */
  | { readonly type: 'state'; readonly state: ConnectionState }
  | { readonly type: 'event'; readonly note: EventNote }
  | { readonly type: 'frame'; readonly frame: ServerFrameOf<'typing' | 'presence.updated'> }
  /** To the leader. */
  | { readonly type: 'hello' }
  | { readonly type: 'typing'; readonly chatId: string; readonly active: boolean }
  | { readonly type: 'watch'; readonly userId: string }
  | { readonly type: 'gap'; readonly chatId: string }
  | { readonly type: 'nudge' };

/** The way between tabs. What is posted reaches the other tabs, not the one that posts. */
export interface TabChannel {
  post(note: TabNote): void;
  listen(listener: (note: TabNote) => void): void;
  close(): void;
}

/** The channel for a store: none of the platform where nothing is shared. */
export function channelFor(sharedAs: string | undefined): TabChannel {
  if (sharedAs === undefined || typeof BroadcastChannel === 'undefined')
    return { post: () => undefined, listen: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(`${sharedAs}:tabs`);
  let closed = false;
  return {
    post(note) {
      if (!closed) channel.postMessage(note);
    },
    listen: (listener) => channel.addEventListener('message', (event: MessageEvent<TabNote>) => listener(event.data)),
    close() {
      closed = true;
      channel.close();
    },
  };
}
