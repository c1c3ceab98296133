import type { FrameHandler } from './handler.ts';

/** Each person's presence is answered at once, as far as it may be seen, and then on every change. */
export const presenceSubscribe: FrameHandler<'presence.subscribe'> = ({ watching }, connection, { userIds }) =>
  watching.watch(connection, userIds);

export const presenceUnsubscribe: FrameHandler<'presence.unsubscribe'> = ({ watching }, connection, { userIds }) => {
  watching.unwatch(connection, userIds);
};
