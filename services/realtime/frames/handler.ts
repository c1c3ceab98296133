import type { ServiceClient } from '@parley/kernel/contract';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import type { ClientFrameOf, ClientFrameType } from '@parley/protocol/ws/client-frames';
import type { Connection } from '../connection/connection.ts';
import type { Echoes } from '../connection/echoes.ts';
import type { Writer } from '../connection/writer.ts';
import type { MarkQueue } from '../gathering/mark-queue.ts';
import type { SendQueue } from '../gathering/send-queue.ts';
import type { Watching } from '../presence/watching.ts';

/** What the handlers of frames work with. */
export interface FrameContext {
  readonly writer: Writer;
  readonly sends: SendQueue;
  readonly echoes: Pick<Echoes, 'spare' | 'settle'>;
  readonly marks: MarkQueue;
  readonly watching: Watching;
  readonly messages: Pick<ServiceClient<typeof MessageService>, 'edit' | 'delete' | 'react'>;
  readonly presence: Pick<ServiceClient<typeof PresenceService>, 'typing'>;
}

/**
 * Obeys one type of frame. A promise is awaited before later frames of the connection are looked at; what is thrown goes back as
 * an `error` frame.
 */
export type FrameHandler<T extends ClientFrameType> = (
  context: FrameContext,
  connection: Connection,
  frame: ClientFrameOf<T>,
) => Promise<void> | void;
