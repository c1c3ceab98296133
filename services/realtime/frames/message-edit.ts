import { mentionsOf } from '@parley/protocol/content-text';
import type { FrameHandler } from './handler.ts';
import { okFrame } from './ok-frame.ts';

export const messageEdit: FrameHandler<'message.edit'> = async (
  { messages, writer },
  connection,
  { messageId, content, ref },
) => {
  await messages.edit({ messageId, content: JSON.stringify(content), mentions: [...mentionsOf(content)] }, connection.call());
  writer.answer(connection, okFrame(ref));
};
