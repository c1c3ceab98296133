import type { Intake } from './intake.ts';

/** Runs a task that takes something in as one write of the store; what came of it is told to listeners once the write stands. */
export type TakeIn = <T>(task: (intake: Intake) => Promise<T>) => Promise<T>;
