import type { Clock } from '../clock.ts';
import type { PeopleApi } from './people.ts';

/** Ms in which wishes of several views become one question. */
const GATHER_MS = 50;

/** Fetches people that views show and nobody has told of; each once, failed ones again when asked for again. */
export function createUserLookup(people: Pick<PeopleApi, 'getMany'>, clock: Clock): (ids: readonly string[]) => void {
  const wanted = new Set<string>();
  const asked = new Set<string>();
  let gathering = false;

  const fetch = async (ids: readonly string[]): Promise<void> => {
    try {
      await people.getMany(ids);
    } catch {
      for (const id of ids) asked.delete(id);
    }
  };

  return (ids) => {
    for (const id of ids) {
      if (asked.has(id)) continue;
      asked.add(id);
      wanted.add(id);
    }
    if (wanted.size === 0) return;
    if (gathering) return;
    gathering = true;
    clock.schedule(GATHER_MS, () => {
      gathering = false;
      const gathered = [...wanted];
      wanted.clear();
      void fetch(gathered);
    });
  };
}
