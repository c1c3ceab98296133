import type { Connection } from './connection.ts';
import type { Writer } from './writer.ts';

/**
 * Parts with a client because the node drains: from its turn on it is heard no more, gets the answers to what it has sent, acknowledgements
 * above all, and is closed with 4503. Answers whether it is gone; who is `overdue` goes without the answers.
 */
export function part(connection: Connection, overdue: boolean, writer: Pick<Writer, 'flush'>): boolean {
  connection.leaving = true;
  if (connection.socket === undefined) return true;
  if (!overdue && (connection.sending > 0 || connection.busy)) return false;
  writer.flush();
  connection.close('draining');
  return true;
}
