import type { Clock } from '@parley/kernel/clock';
import type { Connection } from './connection.ts';
import { RESYNC_FRAME } from './resync-frame.ts';

/** Bytes that may wait in the kernel's and the runtime's buffers of one socket before live frames are dropped. */
export const SLOW_AT_BYTES = 1024 * 1024;

/** Ms that a client may stay behind before it is cut off. */
const CUT_OFF_AFTER_MS = 30_000;

export interface Writer {
  /** Sends a frame that answers this connection. It is not dropped. */
  answer(connection: Connection, frame: string): void;
  /** Sends a live frame; dropped while the client is too slow, which it is told later. */
  push(connection: Connection, frame: string): void;
  /** The client reads too slowly: live frames are dropped from here on. */
  fellBehind(connection: Connection): void;
  /** The socket's buffer is empty again. */
  drained(connection: Connection): void;
  /** Writes what waits, now. */
  flush(): void;
}

/**
 * Where one writing has had so many frames there is a flood, and the next is that many ms later: a connection's acknowledgements and what others
 * write to it come by different ways, a little apart, and then leave with one system call. Below it nothing waits.
 */
const FLOOD = { frames: 128, pause: 4 };

/**
 * Gathers the frames of one turn of the event loop and writes each socket once: a system call for each frame is most of what
 * sending costs. A slow reader loses live frames, never answers, and hears of it; nobody else notices.
 */
export function createWriter(clock: Clock, onFlush: (frames: number) => void): Writer {
  let dirty: Connection[] = [];
  let scheduled = false;
  let flooded = false;

  function enqueue(connection: Connection, frame: string): void {
    if (connection.outgoing !== undefined) {
      connection.outgoing.push(frame);
      return;
    }
    connection.outgoing = [frame];
    dirty.push(connection);
    if (scheduled) return;
    scheduled = true;
    if (flooded) clock.schedule(FLOOD.pause, flush);
    else setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const batch = dirty;
    dirty = [];
    let frames = 0;
    for (const connection of batch) {
      const outgoing = connection.outgoing;
      connection.outgoing = undefined;
      if (outgoing === undefined || connection.socket === undefined) continue;
      frames += outgoing.length;
      write(connection, outgoing);
    }
    flooded = frames >= FLOOD.frames;
    onFlush(frames);
  }

  function write(connection: Connection, frames: readonly string[]): void {
    const { socket } = connection;
    if (socket === undefined) return;
    let last = 1;
    if (frames.length === 1) {
      last = socket.send(frames[0] ?? '');
    } else {
      socket.cork(() => {
        for (const frame of frames) last = socket.send(frame);
      });
    }
    if (last <= 0 && socket.getBufferedAmount() > SLOW_AT_BYTES) fellBehind(connection);
  }

  function fellBehind(connection: Connection): void {
    const now = clock.now();
    connection.laggingSince ??= now;
    if (now - connection.laggingSince > CUT_OFF_AFTER_MS) connection.close('tooSlow');
  }

  return {
    answer: enqueue,
    push(connection, frame) {
      if (!connection.ready) return;
      if (connection.laggingSince === undefined) enqueue(connection, frame);
      else fellBehind(connection);
    },
    fellBehind,
    drained(connection) {
      if (connection.laggingSince === undefined) return;
      connection.laggingSince = undefined;
      enqueue(connection, RESYNC_FRAME);
    },
    flush,
  };
}
