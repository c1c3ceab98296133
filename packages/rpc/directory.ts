import type { DescService } from '@bufbuild/protobuf';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceOffer } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import type { CallDirectory } from '@parley/kernel/runtime';
import { createLocalClient, type LocalService } from './local.ts';

export interface DirectoryOptions {
  readonly logger: Logger;
  readonly meter: Meter;
  readonly clock: Clock;
  /** Opens a span around every call. */
  readonly traced: boolean;
}

export interface Directory extends CallDirectory {
  client<S extends DescService>(contract: S): ServiceClient<S>;
}

/** The contracts of a process by their full name: the one place that decides where a client's calls go. */
export function createDirectory(options: DirectoryOptions): Directory {
  const services = new Map<string, LocalService>();
  const durations = options.meter.histogram('parley_rpc_duration_seconds', 'Time that calls between services take.', [
    'service',
    'method',
    'outcome',
  ]);

  function serviceOf(contract: DescService): LocalService {
    const known = services.get(contract.typeName);
    if (known !== undefined) return known;
    const service = createLocalClient(contract, { ...options, durations });
    services.set(contract.typeName, service);
    return service;
  }

  return {
    client: <S extends DescService>(contract: S) => serviceOf(contract).client as ServiceClient<S>,
    serve: (offer: ServiceOffer) => serviceOf(offer.contract).bind(offer.implementation),
  };
}
