import { option } from '@parley/kernel/options';

/** The options of the presence service. */
export const presenceOptions = {
  ttl: option.duration({
    env: 'PARLEY_PRESENCE_TTL',
    description:
      'After how long the people connected to a node count as offline when it gives no sign of life any more. More than twice PARLEY_REALTIME_HEARTBEAT, so that one lost heartbeat does no harm.',
    default: 30_000,
    min: 2_000,
    max: 900_000,
  }),
};
