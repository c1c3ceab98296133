import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import type { ConnectionTarget } from '@parley/postgres/connection';
import type { Queryable } from '@parley/postgres/database';

/** What the jobs of a process run with. */
export interface JobsEnvironment {
  readonly db: Queryable;
  /** For the connections of the library, which has its own driver. */
  readonly target: ConnectionTarget;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter?: Meter;
}
