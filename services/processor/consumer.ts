import type { ConsumerOptions, DomainEvent } from '@parley/bus/events';
import type { Call } from '@parley/kernel/call';
import type { ServiceClient } from '@parley/kernel/contract';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';

/** What the work of this target is done with: the contracts of those who own the data. */
export interface ProcessorContext {
  readonly message: Pick<ServiceClient<typeof MessageService>, 'indexMessages'>;
  /** Whether this process is to end: work that takes long stops in the middle by throwing, and comes again elsewhere. */
  readonly stopping: () => boolean;
  /** A call in the name of this target. */
  readonly call: () => Call;
}

/**
 * Work that durable events ask for. Instances compete for the events; each comes at least once and in no promised order, so what is done must be
 * the same however often, and read afresh what it acts on.
 */
export interface ProcessorConsumer {
  readonly options: ConsumerOptions;
  readonly handle: (context: ProcessorContext, events: readonly DomainEvent[]) => Promise<void>;
}
