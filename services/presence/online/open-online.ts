import type { PresenceContext } from '../context.ts';
import { createLastSeenJournal, type LastSeenJournal } from '../last-seen-journal.ts';
import { createNodeWatch, type NodeWatch } from '../node-watch.ts';
import { createTracker, type Tracker } from '../tracker.ts';
import { createAnnouncer } from './announcer.ts';
import { createEpochs, type Epochs } from './epoch.ts';

/** The parts of an instance that know who is online. */
export interface Online {
  readonly tracker: Tracker;
  readonly watch: NodeWatch;
  readonly epochs: Epochs;
  readonly journal: LastSeenJournal;
}

/** Puts them together. Nothing runs yet. */
export function openOnline(context: Omit<PresenceContext, 'chat' | 'user'>): Online {
  const { cache, ids, ttl } = context;
  const journal = createLastSeenJournal(context);
  // Nodes give a sign of life more than twice in that time, and find out by it.
  const epochs = createEpochs(cache, ids, ttl / 2);
  const announcer = createAnnouncer({ ...context, journal, epochs });
  return {
    tracker: createTracker({ ...context, epochs, announcer }),
    watch: createNodeWatch({ ...context, announcer }),
    epochs,
    journal,
  };
}
