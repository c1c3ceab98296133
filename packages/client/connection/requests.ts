import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { ParleyError } from '../api/error.ts';
import type { Clock } from '../clock.ts';

/** Ms for an answer to a frame. A server that is only slow answers sooner; past it the socket is taken for dead. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Pairs frames that ask for something with their answers. */
export interface Requests {
  /** Sends with a `ref` and waits. Throws `ParleyError`: what the server said, or `network.lost` when the connection ended first. */
  ask(frame: ClientFrame): Promise<ServerFrame>;
  /** Takes a frame that answers something; false when it does not. */
  answer(frame: ServerFrame): boolean;
  /** The connection ended: nothing will be answered any more. */
  lost(): void;
}

export function createRequests(
  clock: Clock,
  connection: { readonly send: (frame: ClientFrame) => boolean; readonly renew: () => void },
): Requests {
  const waiting = new Map<
    string,
    { readonly resolve: (frame: ServerFrame) => void; readonly reject: (error: ParleyError) => void; readonly cancel: () => void }
  >();
  let last = 0;

  return {
    ask: (frame) =>
      new Promise((resolve, reject) => {
        const ref = String(++last);
        if (!connection.send({ ...frame, ref })) {
          reject(lostError());
          return;
        }
        const cancel = clock.schedule(ANSWER_TIMEOUT_MS, connection.renew);
        waiting.set(ref, { resolve, reject, cancel });
      }),
    answer(frame) {
      const ref = 'ref' in frame ? frame.ref : undefined;
      const asked = ref === undefined ? undefined : waiting.get(ref);
      if (ref === undefined || asked === undefined) return false;
      waiting.delete(ref);
      asked.cancel();
      if (frame.type !== 'error') asked.resolve(frame);
      else
        asked.reject(
          new ParleyError(frame.code, frame.message, { status: 400, retryable: frame.retryable, retryAfter: frame.retryAfter }),
        );
      return true;
    },
    lost() {
      for (const { reject, cancel } of waiting.values()) {
        cancel();
        reject(lostError());
      }
      waiting.clear();
    },
  };
}

function lostError(): ParleyError {
  return new ParleyError('network.lost', 'The connection was lost before the server answered.', { retryable: true });
}
