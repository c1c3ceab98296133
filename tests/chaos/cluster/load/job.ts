import type { RunTag } from '../history/message-name.ts';

/** What a load process is to do; handed over as its one argument, as JSON. */
export interface LoadJob {
  readonly url: string;
  /** File that it writes its part of the history to. */
  readonly history: string;
  readonly seed: number;
  readonly tag: RunTag;
  /** People with a bare socket; a multiple of four. */
  readonly people: number;
  /** Second devices with the SDK, of the first people. */
  readonly devices: number;
  /** People who are taken out of their one group, one after the other. */
  readonly leavers: number;
  /** Ms between two of them. */
  readonly removeEveryMs: number;
}

/** What the harness asks a load process for, one at a time. */
export type LoadCommand =
  /** Offer so many messages a second from now on. */
  | { readonly do: 'offer'; readonly rate: number }
  /** Wait until everything offered by now is settled and on every device, at the most `withinMs`. */
  | { readonly do: 'catch up'; readonly withinMs: number }
  /** Offer nothing more and wait until everything is settled and on every device, at the most `withinMs`. */
  | { readonly do: 'settle'; readonly withinMs: number }
  /** Send nothing more, whatever is unsettled; write down what everyone sees in the end, and stop. */
  | { readonly do: 'look' };

/** What a load process says. `ready` comes once, the rest answers commands. */
export type LoadAnswer =
  | { readonly said: 'ready' }
  | { readonly said: 'done'; readonly missing?: string | undefined }
  /** What there is: messages by chat id. */
  | { readonly said: 'looked'; readonly stored: Readonly<Record<string, number>> }
  | { readonly said: 'failed'; readonly why: string };
