import { option } from '@parley/kernel/options';

/** The options of the presence service. */
export const presenceOptions = {
  ttl: option.duration({
    env: 'PARLEY_PRESENCE_TTL',
    description:
      'After how long a person counts as offline when the node they were connected to no longer vouches for them. More than twice PARLEY_REALTIME_HEARTBEAT, so that one lost heartbeat does no harm.',
    default: 50_000,
    min: 2_000,
    max: 900_000,
  }),
};
