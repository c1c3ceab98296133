/** Tells parts of one process of each other's commits, so that none of them has to look for news. */
export interface Announcements {
  announce(topic: string): void;
  listen(topic: string, listener: () => void): () => void;
}

/** Makes the announcements of one database. */
export function createAnnouncements(): Announcements {
  const listeners = new Map<string, Set<() => void>>();
  return {
    announce(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    listen(topic, listener) {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(listener));
      return () => {
        ofTopic.delete(listener);
        if (ofTopic.size === 0) listeners.delete(topic);
      };
    },
  };
}
