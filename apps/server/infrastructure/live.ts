import { livePort } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import { defineModule } from '@parley/kernel/module';

/** The live path, inside this process. */
export const liveModule = defineModule({
  name: 'live',
  summary: 'the live path, in memory',
  target: false,
  provides: livePort,
  needs: {},
  calls: {},
  options: {},
  init: ({ logger }) => ({
    value: memoryLive((error, subject) =>
      logger.error({ err: error, kind: subject.split('.', 2).join('.') }, 'a live handler failed'),
    ),
  }),
});
