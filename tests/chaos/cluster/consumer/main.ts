import type { DomainEvent } from '@parley/bus/events';
import { openHistory } from '../history/history-writer.ts';
import type { EventRecord } from '../history/records.ts';
import { openEffects } from './effects.ts';
import { eventsFrom } from './event-source.ts';
import type { ConsumerJob, FinishCommand } from './job.ts';

/** Ms between two looks at whether everything is counted. */
const LOOK_EVERY = 50;

/** A durable consumer of all messages, in a process of its own that may be killed at any moment. */
async function run(job: ConsumerJob): Promise<void> {
  const history = openHistory(job.history);
  const effects = openEffects(job.effects);
  const events = await eventsFrom(job.source);
  const consumer = await events.consume({ stream: 'MESSAGES', durable: job.durable, subjects: ['msg.new'] }, async (batch) => {
    const records = batch.map(recordOf);
    for (const record of records) history.write(record);
    // In the file before it counts as handled: who is killed now is handed it again.
    history.flush();
    effects.apply(records);
  });

  process.on('message', (message) => {
    finish(message as FinishCommand).then(() => process.exit(0), fail);
  });

  async function finish({ stored, withinMs }: FinishCommand): Promise<void> {
    const deadline = performance.now() + withinMs;
    const isMissing = (): boolean => {
      const counts = effects.counts();
      return Object.entries(stored).some(([chatId, count]) => (counts.get(chatId) ?? 0) < count);
    };
    while (isMissing() && performance.now() < deadline) await Bun.sleep(LOOK_EVERY);
    await consumer.stop();
    for (const [chatId, count] of effects.counts()) history.write({ k: 'effect', at: Date.now(), chatId, count });
    history.write({ k: 'done', at: Date.now(), who: 'consumer' });
    history.close();
    effects.close();
  }

  process.send?.('ready');
}

function recordOf({ id, payload }: DomainEvent): EventRecord {
  const { chatIds, after, counts } = payload as { chatIds: string[]; after: number[]; counts: number[] };
  const chats = chatIds.map((chatId, index) => [chatId, after[index] ?? 0, counts[index] ?? 0] as const);
  return { k: 'event', at: Date.now(), id, chats };
}

function fail(error: unknown): void {
  process.stderr.write(`the consumer failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

if (import.meta.main) {
  process.on('disconnect', () => process.exit());
  run(JSON.parse(process.argv[2] ?? '{}') as ConsumerJob).catch(fail);
}
