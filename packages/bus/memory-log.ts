import { type DomainEvent, type EventBatch, type EventLog, eventsOf, RELAY } from './events.ts';

/** An event log that is gone with the process: for tests without a database. */
export interface MemoryLog extends EventLog {
  append(...events: (DomainEvent | EventBatch)[]): void;
  /** What was set aside, oldest first. */
  readonly buried: readonly {
    readonly consumer: string;
    readonly event: DomainEvent;
    readonly reason: string;
    readonly attempts: number;
  }[];
}

/** Makes an empty one. A position is the number of the last entry read, from 1. */
export function memoryLog(): MemoryLog {
  let entries: { readonly n: number; readonly event: DomainEvent | EventBatch }[] = [];
  let last = 0;
  const positions = new Map<string, string>();
  const buried: MemoryLog['buried'][number][] = [];
  const listeners = new Set<() => void>();
  let led = false;
  async function readEntries(after: string | undefined, limit: number): ReturnType<EventLog['readEntries']> {
    const page = entries.filter(({ n }) => n > Number(after ?? 0)).slice(0, limit);
    const end = page.at(-1);
    return {
      entries: page.map(({ n, event }) => ({ position: String(n), event })),
      position: end === undefined ? after : String(end.n),
      held: false,
    };
  }
  return {
    buried,
    append(...events) {
      entries.push(...events.map((event) => ({ n: ++last, event })));
      for (const listener of listeners) listener();
    },
    readEntries,
    async read(after, limit) {
      const { entries: page, ...rest } = await readEntries(after, limit);
      return { ...rest, events: page.flatMap(({ event }) => eventsOf(event)) };
    },
    loadPosition: async (consumer) => positions.get(consumer),
    async savePosition(consumer, position) {
      if (Number(position) > Number(positions.get(consumer) ?? 0)) positions.set(consumer, position);
    },
    async bury(consumer, event, reason, attempts) {
      if (buried.some((letter) => letter.consumer === consumer && letter.event.id === event.id)) return;
      buried.push({ consumer, event, reason, attempts });
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async trim(before, passedBy) {
      const passed = [...positions].filter(([consumer]) => (passedBy === undefined ? consumer !== RELAY : consumer === passedBy));
      if (passed.length === 0) return;
      const slowest = Math.min(...passed.map(([, position]) => Number(position)));
      entries = entries.filter(({ n, event }) => n > slowest || event.at >= before);
    },
    knows: async (position) => Number(position) <= last,
    async lead() {
      if (led) return undefined;
      led = true;
      let held = true;
      return {
        holds: async () => held,
        async end() {
          if (held) led = false;
          held = false;
        },
      };
    },
  };
}
