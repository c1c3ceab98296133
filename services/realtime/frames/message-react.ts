import type { FrameHandler } from './handler.ts';
import { okFrame } from './ok-frame.ts';

export const messageReact: FrameHandler<'message.react'> = async ({ messages, writer }, connection, frame) => {
  const { messageId, emoji, remove, ref } = frame;
  await messages.react({ messageId, emoji, remove: remove === true }, connection.call());
  writer.answer(connection, okFrame(ref));
};
