import type { Connection } from '../connection/connection.ts';

/** Frames a second that one connection may send on average (requirement E2), and how many at once. */
const PER_SECOND = 100;
const BURST = 300;
/** Ms of frames in excess after which a connection that goes on is cut off. */
const CUT_OFF_MS = 5_000;

export type FrameVerdict = 'pass' | 'refuse' | 'cut_off';

/** Generic cell rate algorithm on one connection's frames. A frame in excess is answered by an error; whoever goes on is cut off. */
export function admitFrame(connection: Connection, now: number): FrameVerdict {
  const step = 1000 / PER_SECOND;
  const tat = Math.max(connection.frameTat, now) + step;
  const excess = tat - now - BURST * step;
  if (excess > CUT_OFF_MS) return 'cut_off';
  connection.frameTat = tat;
  return excess > 0 ? 'refuse' : 'pass';
}
