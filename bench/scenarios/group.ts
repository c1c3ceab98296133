import { generate } from '../generator.ts';
import type { GroupResult } from '../load/group.ts';
import { memoryOf } from '../process-memory.ts';
import type { Measurement, Scenario } from './scenario.ts';

/** Everybody in one group; one member writes. */
export const groupFanOut: Scenario = async ({ server, people, durationMs, rawFanOutPerSecond }) => {
  const { accounts } = people;
  const { chatId } = await generate<{ chatId: string }>({ job: 'gather', baseUrl: server.baseUrl, accounts });
  const rows: Measurement[] = [];
  for (const window of [16, 1]) {
    const result = await generate<GroupResult>({
      job: 'group',
      baseUrl: server.baseUrl,
      accounts,
      chatId,
      window,
      warmUpMs: 2_000,
      durationMs,
    });
    rows.push({
      what:
        window === 1
          ? '  the same, one message under way'
          : `group of ${accounts.length} connected members, ${window} messages under way`,
      value: result.deliveriesPerSecond,
      unit: 'deliveries/s',
      ...(window === 1
        ? {}
        : { bar: { value: 250_000, better: 'more' } as const, ratio: result.deliveriesPerSecond / rawFanOutPerSecond }),
      note: `${result.messagesPerSecond.toFixed(0)} messages/s, server ${(memoryOf(server.pid).pss / 1e6).toFixed(0)} MB, generator ${result.generatorCpu.toFixed(2)} cores${result.errors === 0 ? '' : `, ${result.errors} ERRORS`}`,
    });
  }
  return rows;
};
