import { type Consumer, eventsPort } from '@parley/bus/events';
import { serviceCall } from '@parley/kernel/call';
import { defineModule } from '@parley/kernel/module';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { ProcessorContext } from './consumer.ts';
import { consumers } from './consumers.ts';

/** Work that events ask for, done by competing instances through the contracts of those who own the data. */
export const processorModule = defineModule({
  name: 'processor',
  summary: 'Work that follows from events: the search index.',
  target: true,
  needs: { events: eventsPort },
  calls: { message: MessageService },
  options: {},
  init({ events, calls }) {
    let stopping = false;
    const context: ProcessorContext = { ...calls, stopping: () => stopping, call: () => serviceCall('processor') };
    const running: Consumer[] = [];
    return {
      async start() {
        for (const { options, handle } of consumers) {
          running.push(await events.consume(options, (batch) => handle(context, batch)));
        }
      },
      async drain() {
        stopping = true;
        await Promise.all(running.map((consumer) => consumer.stop()));
      },
    };
  },
});
