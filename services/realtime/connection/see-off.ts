import type { Clock } from '@parley/kernel/clock';
import type { Connection } from './connection.ts';
import { shuffle } from './shuffle.ts';
import type { Writer } from './writer.ts';

/** Clients that are sent away in a second, so that they don't meet the other nodes as a herd: 20,000 take 3 s. */
const PER_SECOND = 7_000;
/** Ms that all of them take at the most, however many there are: the process has to end in time. */
const LONGEST_MS = 3_000;
const STEP_MS = 20;
/** Ms that one client's unanswered frames are waited for. */
const PATIENCE_MS = 1_000;

/**
 * Closes connections with 4503, a few at a time in random order. Each goes on as usual until its turn; then it is heard no more, gets the
 * answers to what it has sent (acknowledgements first of all), and is closed. Resolves when all are gone.
 */
export async function seeOff(
  connections: Iterable<Connection>,
  { clock, random, writer }: { readonly clock: Clock; readonly random: () => number; readonly writer: Pick<Writer, 'flush'> },
): Promise<void> {
  const order = shuffle(connections, random);
  const perStep = Math.ceil(
    order.length / Math.min(LONGEST_MS / STEP_MS, Math.max(1, (order.length / PER_SECOND) * (1000 / STEP_MS))),
  );
  let answering: { readonly connection: Connection; readonly until: number }[] = [];
  while (order.length > 0 || answering.length > 0) {
    const until = clock.now() + PATIENCE_MS;
    for (const connection of order.splice(0, perStep)) {
      connection.leaving = true;
      answering.push({ connection, until });
    }
    writer.flush();
    const now = clock.now();
    answering = answering.filter(({ connection, until: end }) => {
      if (connection.socket === undefined) return false;
      if (isAnswering(connection) && now < end) return true;
      connection.close('draining');
      return false;
    });
    if (order.length > 0 || answering.length > 0) await new Promise<void>((resolve) => clock.schedule(STEP_MS, resolve));
  }
}

function isAnswering({ sending, busy }: Connection): boolean {
  return sending > 0 || busy;
}
