import { type LiveBus, VISIBILITY_SUBJECT } from '@parley/bus/live';

/** Tells whoever remembers what people may see of each other that it may have changed: for everybody, or for one viewer alone. */
export function announceVisibility(live: Pick<LiveBus, 'publish'>, userId: string, viewerId?: string): void {
  live.publish(VISIBILITY_SUBJECT, { kind: 'visibility.changed', userId, ...(viewerId !== undefined && { viewerId }) });
}
