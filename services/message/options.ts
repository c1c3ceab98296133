import { option } from '@parley/kernel/options';

/** The options of the message service. */
export const messageOptions = {
  lanes: option.integer({
    env: 'PARLEY_MESSAGE_LANES',
    description:
      'Batches of messages that may be written to the database at once. More than the database has cores to spare gains nothing.',
    default: 2,
    min: 1,
    max: 16,
  }),
};
