import { option } from '@parley/kernel/options';
import { MAX_GROUP_MEMBERS } from '@parley/protocol/limits';

/** The options of the chat service. */
export const chatOptions = {
  maxMembers: option.integer({
    env: 'PARLEY_GROUP_MAX_MEMBERS',
    description: 'Members of a group, at the most.',
    default: MAX_GROUP_MEMBERS,
    min: 2,
    max: MAX_GROUP_MEMBERS,
  }),
};
