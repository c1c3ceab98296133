import type { EnginePlan } from '@parley/engines/engine';
import { commandOf } from '@parley/engines/engine-command';
import { signalGroup, spawnWatched } from '@parley/engines/spawn-watched';
import type { Unit } from './unit.ts';

/** NATS, Redis or an S3 server. */
export function engineUnit(name: string, plan: EnginePlan): Unit {
  return {
    name,
    kind: 'engine',
    role: name,
    ports: { tcp: plan.port },
    logFile: plan.logFile,
    async launch() {
      const { pid, exited } = spawnWatched(commandOf(plan));
      return {
        pid,
        exited,
        ready: () => plan.ready(),
        stop: () => signalGroup(pid, 'SIGTERM'),
        kill: () => signalGroup(pid, 'SIGKILL'),
      };
    },
  };
}
