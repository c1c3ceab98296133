import { authModule } from '@parley/auth-service/module';
import { chatModule } from '@parley/chat-service/module';
import { gatewayModule } from '@parley/gateway-service/module';
import type { AnyModule } from '@parley/kernel/module';
import { messageModule } from '@parley/message-service/module';
import { presenceModule } from '@parley/presence-service/module';
import { processorModule } from '@parley/processor-service/module';
import { realtimeModule } from '@parley/realtime-service/module';
import { schedulerModule } from '@parley/scheduler-service/module';
import { userModule } from '@parley/user-service/module';
import { blobModule } from './infrastructure/blob.ts';
import { cacheModule } from './infrastructure/cache.ts';
import { eventsModule } from './infrastructure/events.ts';
import { jobsModule } from './infrastructure/jobs.ts';
import { liveModule } from './infrastructure/live.ts';
import { natsModule } from './infrastructure/nats.ts';
import { postgresModule } from './infrastructure/postgres.ts';

/** Every module of the program. Order has no meaning: what each needs decides when it starts. */
export const modules: readonly AnyModule[] = [
  authModule,
  chatModule,
  gatewayModule,
  messageModule,
  presenceModule,
  processorModule,
  realtimeModule,
  schedulerModule,
  userModule,
  blobModule,
  cacheModule,
  eventsModule,
  jobsModule,
  liveModule,
  natsModule,
  postgresModule,
];
