import { fail } from '@parley/protocol/errors';
import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { Connection } from '../connection/connection.ts';
import type { FrameContext } from './handler.ts';
import { messageDelete } from './message-delete.ts';
import { messageEdit } from './message-edit.ts';
import { messageRead, messageReceived } from './message-marks.ts';
import { messageReact } from './message-react.ts';
import { messageSend } from './message-send.ts';
import { presenceSubscribe, presenceUnsubscribe } from './presence.ts';
import { typingStart, typingStop } from './typing.ts';

/** Hands a frame of an authenticated connection to the handler of its type. */
export function dispatch(context: FrameContext, connection: Connection, frame: ClientFrame): Promise<void> | void {
  switch (frame.type) {
    case 'message.send':
      return messageSend(context, connection, frame);
    case 'message.received':
      return messageReceived(context, connection, frame);
    case 'message.read':
      return messageRead(context, connection, frame);
    case 'message.edit':
      return messageEdit(context, connection, frame);
    case 'message.delete':
      return messageDelete(context, connection, frame);
    case 'message.react':
      return messageReact(context, connection, frame);
    case 'typing.start':
      return typingStart(context, connection, frame);
    case 'typing.stop':
      return typingStop(context, connection, frame);
    case 'presence.subscribe':
      return presenceSubscribe(context, connection, frame);
    case 'presence.unsubscribe':
      return presenceUnsubscribe(context, connection, frame);
    case 'ping':
      return context.writer.answer(
        connection,
        frame.ref === undefined ? '{"type":"pong"}' : JSON.stringify({ type: 'pong', ref: frame.ref }),
      );
    case 'auth':
      throw fail('frame.invalid', { message: 'This connection is authenticated already.' });
  }
}
