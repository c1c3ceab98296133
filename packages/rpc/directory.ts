import type { DescService } from '@bufbuild/protobuf';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceOffer } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import type { CallDirectory } from '@parley/kernel/runtime';
import { type ServedMethods, servedMethods } from './internal/served-methods.ts';
import { createLocalClient, type LocalService } from './local.ts';

export interface DirectoryOptions {
  readonly logger: Logger;
  readonly meter: Meter;
  readonly clock: Clock;
  /** Opens a span around every call. */
  readonly traced: boolean;
  /** The contracts whose services run in other processes, and their clients; without it all run in this one. */
  readonly elsewhere?: {
    has(contract: DescService): boolean;
    client(contract: DescService): LocalService['client'];
  };
}

export interface Directory extends CallDirectory {
  client<S extends DescService>(contract: S): ServiceClient<S>;
  /** The methods of this process, for other processes to call. */
  readonly served: ServedMethods;
}

/** The contracts of a process by their full name: the one place that decides where a client's calls go. */
export function createDirectory(options: DirectoryOptions): Directory {
  const services = new Map<string, LocalService>();
  const served = servedMethods();
  const durations = options.meter.histogram('parley_rpc_duration_seconds', 'Time that calls between services take.', [
    'service',
    'method',
    'outcome',
  ]);

  function localOf(contract: DescService): LocalService {
    const known = services.get(contract.typeName);
    if (known !== undefined) return known;
    const service = createLocalClient(contract, { ...options, durations });
    services.set(contract.typeName, service);
    return service;
  }

  const { elsewhere } = options;
  return {
    served,
    client: <S extends DescService>(contract: S) =>
      (elsewhere?.has(contract) === true ? elsewhere.client(contract) : localOf(contract).client) as ServiceClient<S>,
    serve({ contract, implementation }: ServiceOffer) {
      const local = localOf(contract);
      local.bind(implementation);
      served.add(contract, local.client);
    },
    allServed: () => served.complete(),
  };
}
