import { cachePort } from '@parley/cache/cache';
import { memoryCache } from '@parley/cache/memory-cache';
import { defineModule } from '@parley/kernel/module';

/** Counters and short-lived facts, in this process. */
export const cacheModule = defineModule({
  name: 'cache',
  summary: 'counters and short-lived facts, in memory',
  target: false,
  provides: cachePort,
  needs: {},
  calls: {},
  options: {},
  init({ clock }) {
    const cache = memoryCache({ clock });
    return { value: cache, stop: () => cache.stop() };
  },
});
