/** A process of Parley to be: its name, what it runs, and where it listens. */
export interface Seat {
  readonly name: string;
  readonly target: string;
  /** Gateways share the one that people know. */
  readonly publicPort: number;
  readonly internalPort: number;
}

export interface EnginePorts {
  readonly postgres: number;
  readonly nats: number;
  readonly natsMonitor: number;
  readonly redis: number;
  readonly s3: number;
}

/** Who runs in a cluster and where. */
export interface Layout {
  readonly publicPort: number;
  readonly engines: EnginePorts;
  readonly seats: readonly Seat[];
}

/**
 * Gives each process its ports.
 * @throws Error where a replica count names no target, or there would be no gateway
 */
export function planLayout(
  targets: readonly string[],
  replicas: ReadonlyMap<string, number>,
  publicPort: number,
  takePort: () => number,
): Layout {
  for (const name of replicas.keys()) {
    if (!targets.includes(name))
      throw new Error(`--replicas ${name}: there is no such target. The targets are ${targets.join(', ')}.`);
  }
  if (replicas.get('gateway') === 0) throw new Error('--replicas gateway=0: without a gateway nobody reaches the cluster.');
  const seats = targets.flatMap((target) =>
    Array.from({ length: replicas.get(target) ?? 1 }, (_, index) => ({
      name: `${target}-${index + 1}`,
      target,
      publicPort: target === 'gateway' ? publicPort : takePort(),
      internalPort: takePort(),
    })),
  );
  const engines = { postgres: takePort(), nats: takePort(), natsMonitor: takePort(), redis: takePort(), s3: takePort() };
  return { publicPort, engines, seats };
}

/** How many ports a layout takes at the most. */
export const portsNeeded = (targets: readonly string[], replicas: ReadonlyMap<string, number>): number =>
  2 * targets.reduce((sum, target) => sum + (replicas.get(target) ?? 1), 0) + 6;
