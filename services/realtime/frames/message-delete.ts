import type { FrameHandler } from './handler.ts';
import { okFrame } from './ok-frame.ts';

export const messageDelete: FrameHandler<'message.delete'> = async ({ messages, writer }, connection, frame) => {
  await messages.delete({ messageId: frame.messageId, scope: frame.for }, connection.call());
  writer.answer(connection, okFrame(frame.ref));
};
