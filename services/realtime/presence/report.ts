/** People to be named in one sign of life. */
export interface Page {
  readonly online: readonly string[];
  readonly offline: readonly string[];
}

/** Who came and left, as far as it is not said yet. The last word about a person counts. */
export interface Report {
  readonly size: number;
  note(userId: string, online: boolean): void;
  /** Takes out what was noted first, `limit` people at the most. */
  take(limit: number): Page;
  /** Puts back what could not be said, but for people of whom something was noted since. */
  giveBack(page: Page): void;
  clear(): void;
}

export function createReport(): Report {
  const notes = new Map<string, boolean>();
  return {
    get size() {
      return notes.size;
    },
    note: (userId, online) => void notes.set(userId, online),
    take(limit) {
      const page = { online: [] as string[], offline: [] as string[] };
      for (const [userId, online] of notes) {
        if (page.online.length + page.offline.length === limit) break;
        (online ? page.online : page.offline).push(userId);
        notes.delete(userId);
      }
      return page;
    },
    giveBack({ online, offline }) {
      for (const userId of online) if (!notes.has(userId)) notes.set(userId, true);
      for (const userId of offline) if (!notes.has(userId)) notes.set(userId, false);
    },
    clear: () => notes.clear(),
  };
}
