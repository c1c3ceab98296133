import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { Clock } from '../clock.ts';

/** Ms between two frames that say the same; others forget after 5 s. */
const REPEAT_MS = 3_000;

/** Turns key presses into as few typing frames as do. */
export function createTypingSignals(clock: Clock, send: (frame: ClientFrame) => void): (chatId: string, active: boolean) => void {
  const said = new Map<string, number>();
  return (chatId, active) => {
    const last = said.get(chatId);
    const now = clock.now();
    if (!active) {
      if (last !== undefined) send({ type: 'typing.stop', chatId });
      said.delete(chatId);
    } else if (last === undefined || now - last >= REPEAT_MS || now < last) {
      said.set(chatId, now);
      send({ type: 'typing.start', chatId });
    }
  };
}
