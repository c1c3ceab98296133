import type { Meter } from '@parley/kernel/metrics';
import { closeCodes } from '@parley/protocol/close-codes';

/** Codes that a node counts by themselves; a client may close with any other. */
const KNOWN_CODES: ReadonlySet<number> = new Set([1000, 1001, 1006, ...Object.values(closeCodes).map(({ code }) => code)]);

/** What a node of live sockets counts. */
export function realtimeMetrics(meter: Meter, connections: () => number) {
  const frames = meter.counter('parley_realtime_frames_total', 'Frames received from clients, by type.', ['type']);
  const sent = meter.counter('parley_realtime_frames_sent_total', 'Frames written to sockets one by one.');
  const closed = meter.counter('parley_realtime_closed_total', 'Sockets closed, by close code.', ['code']);
  const open = meter.gauge('parley_realtime_connections', 'Authenticated sockets that are open.');
  const counted = { received: new Map<string, number>(), sent: 0 };
  // Read when asked for: to tell the registry of each frame costs more than to count it.
  Object.assign(open, { collect: () => open.set(connections()) });
  Object.assign(frames, {
    collect() {
      for (const [type, count] of counted.received) frames.labels(type).inc(count);
      counted.received.clear();
    },
  });
  Object.assign(sent, {
    collect() {
      sent.inc(counted.sent);
      counted.sent = 0;
    },
  });
  return {
    received: (type: string): void => void counted.received.set(type, (counted.received.get(type) ?? 0) + 1),
    sent(count: number): void {
      counted.sent += count;
    },
    closed: (code: number): void => closed.labels(KNOWN_CODES.has(code) ? String(code) : 'other').inc(),
  };
}
