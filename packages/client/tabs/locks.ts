/** Agreement between the tabs of one browser. */
export interface Locks {
  /** Runs a task while no other tab runs one under the same name. */
  exclusive<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Calls `begin` when this tab becomes the one that leads, which may be never; the returned function gives that up. */
  lead(name: string, begin: () => void): () => void;
}

/** Locks of the browser (Web Locks); they go with the tab that holds them, however it ends. */
export function webLocks(manager: LockManager): Locks {
  return {
    exclusive: (name, task) => manager.request(name, task),
    lead(name, begin) {
      const given = new AbortController();
      let release: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      manager
        .request(name, { signal: given.signal }, () => {
          if (given.signal.aborted) return;
          begin();
          return held;
        })
        .catch((error: unknown) => {
          // Given up before it was granted.
          if (!given.signal.aborted) throw error;
        });
      return () => {
        given.abort();
        release?.();
      };
    },
  };
}

/** For a process that shares its store with nobody: it always leads. */
export function soleLocks(): Locks {
  const last = new Map<string, Promise<unknown>>();
  return {
    exclusive<T>(name: string, task: () => Promise<T>) {
      const turn = (last.get(name) ?? Promise.resolve()).then(task, task);
      last.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
    lead(_name, begin) {
      begin();
      return () => undefined;
    },
  };
}

/**
 * The locks for a store: those of the browser where it is shared and the browser has them (pages without TLS have not), else
 * every tab connects by itself.
 */
export function locksFor(sharedAs: string | undefined): Locks {
  const manager = sharedAs === undefined ? undefined : globalThis.navigator?.locks;
  return manager === undefined ? soleLocks() : webLocks(manager);
}
