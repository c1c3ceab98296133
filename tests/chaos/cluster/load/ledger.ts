import type { HistoryWriter } from '../history/history-writer.ts';
import type { HistoryRecord } from '../history/records.ts';

/** What of the load is under way, kept while the history is written, so that the harness can wait for it instead of for time. */
export interface Ledger {
  write(record: HistoryRecord): void;
  /** What of that which was offered by now is neither settled nor everywhere, in words; undefined when nothing is missing. */
  snapshot(): () => string | undefined;
}

/** Puts a ledger before a history. */
export function keepLedger(history: HistoryWriter): Ledger {
  const unsettled = new Set<string>();
  /** The highest number acknowledged, by chat. */
  const promised = new Map<number, number>();
  /** By device, by chat: up to which number it has everything. */
  const heads = new Map<number, Map<number, number>>();
  /** What came before its turn, under the same keys. */
  const early = new Map<string, Set<number>>();
  const removed = new Set<string>();
  const owners = new Map<number, number>();

  function has(device: number, chat: number, seq: number): void {
    const head = heads.get(device)?.get(chat);
    if (head === undefined || seq <= head) return;
    const key = `${device} ${chat}`;
    const waiting = early.get(key) ?? new Set();
    early.set(key, waiting.add(seq));
    let next = head;
    while (waiting.delete(next + 1)) next++;
    heads.get(device)?.set(chat, next);
  }

  return {
    write(record) {
      history.write(record);
      if (record.k === 'offer') unsettled.add(record.m);
      else if (record.k === 'refusal') unsettled.delete(record.m);
      else if (record.k === 'device') {
        owners.set(record.device, record.person);
        heads.set(record.device, new Map(Object.entries(record.from).map(([chat, seq]) => [Number(chat), seq])));
      } else if (record.k === 'removed') removed.add(`${record.person} ${record.chat}`);
      else if (record.k === 'got') has(record.device, record.chat, record.seq);
      else if (record.k === 'ack') {
        unsettled.delete(record.m);
        promised.set(record.chat, Math.max(record.seq, promised.get(record.chat) ?? 0));
        has(record.device, record.chat, record.seq);
      }
    },
    snapshot() {
      const open = [...unsettled];
      const wanted = new Map(promised);
      return () => {
        const waiting = open.find((m) => unsettled.has(m));
        if (waiting !== undefined) return `${waiting} is not settled`;
        for (const [device, byChat] of heads) {
          for (const [chat, head] of byChat) {
            if (head < (wanted.get(chat) ?? 0) && !removed.has(`${owners.get(device)} ${chat}`))
              return `device ${device} has chat ${chat} up to ${head} of ${wanted.get(chat)}`;
          }
        }
        return undefined;
      };
    },
  };
}
