import { eventsPort } from '@parley/bus/events';
import { logEvents } from '@parley/bus/log-events';
import { defineModule } from '@parley/kernel/module';

/** Durable events, read by their consumers from the outboxes of this process's services. */
export const eventsModule = defineModule({
  name: 'events',
  summary: 'durable events, from the outboxes in PostgreSQL',
  target: false,
  provides: eventsPort,
  needs: {},
  calls: {},
  options: {},
  init({ clock, logger }) {
    const events = logEvents({ clock, logger, random: Math.random });
    return {
      value: events,
      // Consumers end before the services that they call do.
      drain: () => events.stop(),
      stop: () => events.stop(),
    };
  },
});
