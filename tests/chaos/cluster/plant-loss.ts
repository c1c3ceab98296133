import { createPool } from '@parley/postgres/pool';
import type { RunTag } from './history/message-name.ts';
import type { Topology } from './topology/topology.ts';

/**
 * Deletes one acknowledged message of a run from the database, as a bug would lose it, to see the checker find it. Answers which.
 * Reaches into a service's schema, as nothing but this may.
 */
export async function plantLoss({ postgres }: Topology, tag: RunTag): Promise<string> {
  const pool = createPool(postgres, { max: 1 });
  try {
    const [lost] = await pool.query<{ chat: string; seq: number }>(
      `DELETE FROM message.messages AS m
        USING (SELECT chat_id, seq FROM message.messages WHERE client_msg_id::text LIKE $1 ORDER BY id OFFSET 10 LIMIT 1) AS chosen
        WHERE m.chat_id = chosen.chat_id AND m.seq = chosen.seq RETURNING m.chat_id::text AS chat, m.seq::float8 AS seq`,
      [`${tag}-%`],
    );
    if (lost === undefined) throw new Error('there is no message to lose');
    return `planted: message ${lost.seq} of ${lost.chat} is gone from the database`;
  } finally {
    await pool.close(0);
  }
}
