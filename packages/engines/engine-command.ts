import type { EnginePlan } from './engine.ts';
import type { WatchedCommand } from './spawn-watched.ts';

/** The process of an engine. It gets nothing of our environment but what its plan says. */
export const commandOf = ({ command, env, logFile }: EnginePlan): WatchedCommand => ({
  command,
  env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...env },
  logFile,
});
