import type { HistoryRecord } from '../../history/records.ts';

/** Of a run that went well: three people in one chat, a socket each and an SDK device, `messages` messages, one fault in the middle. */
export function goodHistory(messages = 10): HistoryRecord[] {
  const people = [0, 1, 2];
  const devices = [...people.map((person) => ({ device: person, person })), { device: 3, person: 0 }];
  const records: HistoryRecord[] = [
    { k: 'run', at: 0, seed: 1, topology: 'single', rate: 10, healMs: 10_000, quiet: false, consumer: true },
    { k: 'chat', at: 0, chat: 0, id: 'chat-0', members: people },
    ...devices.map(
      ({ device, person }): HistoryRecord => ({
        ...{ k: 'device', at: 1, device, person, from: { 0: 0 } },
        kind: device === 3 ? 'sdk' : 'socket',
      }),
    ),
  ];
  const items: [number, string, string][] = [];
  for (let n = 0; n < messages; n++) {
    const seq = n + 1;
    const person = n % 3;
    const m = `${person}.${n}`;
    const at = 1_000 + n * 100;
    items.push([seq, m, `id-${m}`]);
    records.push({ k: 'offer', at, m, chat: 0 }, { k: 'ack', at: at + 5, m, device: person, chat: 0, seq });
    for (const { device } of devices)
      if (device !== person) records.push({ k: 'got', at: at + 7, device, chat: 0, seq, m, how: device === 3 ? 'told' : 'live' });
    if (n === 4) records.push({ k: 'fault', at: at + 10, fault: 0, what: 'kill it', phase: 'started' });
    if (n === 6) records.push({ k: 'fault', at: at + 10, fault: 0, what: 'kill it', phase: 'ended' });
  }
  const at = 1_000 + messages * 100;
  records.push(
    { k: 'event', at, id: 'event-0', chats: [['chat-0', 0, 4]] },
    { k: 'event', at, id: 'event-1', chats: [['chat-0', 4, messages - 4]] },
    { k: 'event', at, id: 'event-1', chats: [['chat-0', 4, messages - 4]] },
    { k: 'effect', at, chatId: 'chat-0', count: messages },
    ...people.map((person): HistoryRecord => ({ k: 'final', at, chat: 0, person, items })),
    { k: 'final', at, chat: 0, person: 0, device: 3, items },
    ...(['harness', 'load', 'consumer'] as const).map((who): HistoryRecord => ({ k: 'done', at, who })),
  );
  return records;
}
