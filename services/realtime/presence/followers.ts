import type { Connection } from '../connection/connection.ts';

/** One connection that follows one person. */
export interface Follower {
  /** Frames pass. Until then the latest is held back. */
  sees: boolean;
  /** Grows when what the connection may see of the person may have changed. */
  epoch: number;
  held: string | undefined;
}

/** Which connections follow which people. */
export interface Followers {
  /** Begins to follow, without seeing anything yet. */
  add(connection: Connection, userId: string): void;
  find(connection: Connection, userId: string): Follower | undefined;
  of(userId: string): Iterable<readonly [Connection, Follower]>;
  /** All that follow anybody. */
  connections(): ReadonlySet<Connection>;
  all(): Iterable<Follower>;
  /** Lets frames pass, the one held back first. */
  admit(connection: Connection, follower: Follower): void;
  remove(connection: Connection, userId: string): void;
  /** Ends all that a connection follows. */
  end(connection: Connection): void;
}

/** `listen` begins to hear of a person and answers how to end that; `push` hands a frame to a connection. */
export function createFollowers(
  listen: (userId: string, onFrame: (frame: string) => void) => () => void,
  push: (connection: Connection, frame: string) => void,
): Followers {
  const people = new Map<string, { readonly by: Map<Connection, Follower>; readonly unsubscribe: () => void }>();

  function remove(connection: Connection, userId: string): void {
    connection.watching?.delete(userId);
    const person = people.get(userId);
    if (person === undefined || !person.by.delete(connection) || person.by.size > 0) return;
    person.unsubscribe();
    people.delete(userId);
  }

  function begin(userId: string): Map<Connection, Follower> {
    const by = new Map<Connection, Follower>();
    const unsubscribe = listen(userId, (frame) => {
      for (const [connection, follower] of by) {
        if (follower.sees) push(connection, frame);
        else follower.held = frame;
      }
    });
    people.set(userId, { by, unsubscribe });
    return by;
  }

  return {
    add(connection, userId) {
      connection.watching ??= new Set();
      connection.watching.add(userId);
      (people.get(userId)?.by ?? begin(userId)).set(connection, { sees: false, epoch: 0, held: undefined });
    },
    find: (connection, userId) => people.get(userId)?.by.get(connection),
    of: (userId) => people.get(userId)?.by ?? [],
    connections: () => new Set([...people.values()].flatMap(({ by }) => [...by.keys()])),
    *all() {
      for (const { by } of people.values()) yield* by.values();
    },
    admit(connection, follower) {
      follower.sees = true;
      if (follower.held !== undefined) push(connection, follower.held);
      follower.held = undefined;
    },
    remove,
    end(connection) {
      for (const userId of connection.watching ?? []) remove(connection, userId);
      connection.watching = undefined;
    },
  };
}
