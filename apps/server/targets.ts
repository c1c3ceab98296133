import type { AnyModule } from '@parley/kernel/module';

/** Every module of the program. Order has no meaning: what each needs decides when it starts. */
export const modules: readonly AnyModule[] = [];
