import { chatModule } from '@parley/chat-service/module';
import type { AnyModule } from '@parley/kernel/module';
import { userModule } from '@parley/user-service/module';
import { postgresModule } from './infrastructure/postgres.ts';

/** Every module of the program. Order has no meaning: what each needs decides when it starts. */
export const modules: readonly AnyModule[] = [postgresModule, chatModule, userModule];
