import { changeListeners } from './change-listeners.ts';
import { createMemoryTables, type MemoryTables } from './memory-tables.ts';
import { memoryWriter } from './memory-writer.ts';
import { recordChanges } from './record-changes.ts';
import type { Store } from './store.ts';

/**
 * A store in memory, for bots and tests. Give it the `tables` of an earlier one to go on with what that had: a process that
 * died and came back, in a simulation.
 */
export function memoryStore(tables: MemoryTables = createMemoryTables()): Store {
  const listeners = changeListeners();
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    sharedAs: undefined,
    read: (task) => inTurn(() => task(memoryWriter(tables, () => undefined))),
    async write(task) {
      const [result, change] = await inTurn(async () => {
        const undo: (() => void)[] = [];
        const recorded = recordChanges(memoryWriter(tables, (step) => undo.push(step)));
        try {
          return [await task(recorded.writer), recorded.change()] as const;
        } catch (error) {
          for (const step of undo.reverse()) step();
          throw error;
        }
      });
      if (change !== undefined) listeners.tell(change);
      return result;
    },
    onChange: listeners.add,
    close: async () => {
      await last;
    },
  };
}
