import { livePort } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import { natsPort } from '@parley/bus/nats';
import { natsLive } from '@parley/bus/nats-live';
import { defineModule } from '@parley/kernel/module';

/** The live path: over NATS where there is one, else inside this process. */
export const liveModule = defineModule({
  name: 'live',
  summary: 'the live path, in memory or over NATS',
  target: false,
  provides: livePort,
  needs: { nats: natsPort },
  calls: {},
  options: {},
  init({ nats, clock, logger, meter }) {
    const onHandlerError = (error: unknown, subject: string): void =>
      logger.error({ err: error, kind: subject.split('.', 2).join('.') }, 'a live handler failed');
    if (nats === undefined) return { value: memoryLive(onHandlerError) };
    const live = natsLive(nats.live, { clock, logger, prefix: nats.prefix, onHandlerError });
    const subjects = meter.gauge('parley_live_subjects', 'Subjects of the live path that this process listens to.');
    const dropped = meter.gauge('parley_live_dropped', 'Live messages dropped since the start, for want of a connection.');
    Object.assign(subjects, {
      collect() {
        subjects.set(live.subjects());
        dropped.set(live.dropped());
      },
    });
    return { value: live, stop: () => live.close() };
  },
});
