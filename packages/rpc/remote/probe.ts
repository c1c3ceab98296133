import type { Clock } from '@parley/kernel/clock';
import { CALLABLE_PATH } from '../internal/callable-path.ts';
import type { ClientTls, Destination } from './exchange.ts';
import { type FaultReason, TransportFault } from './transport-fault.ts';

/** Ms within which a process that lives answers so small a question. */
const PROBE_TIMEOUT = 2_000;

/**
 * Asks a process whether it takes calls.
 * @throws TransportFault where it says no, or nothing
 */
export async function probe({ url, host, authority }: Destination, clock: Clock, tls: ClientTls | undefined): Promise<void> {
  const abort = new AbortController();
  const cancel = clock.schedule(PROBE_TIMEOUT, () => abort.abort());
  const fault = (reason: FaultReason, cause?: unknown): TransportFault =>
    new TransportFault(reason, `${url} (${host}) takes no calls`, cause);
  try {
    const response = await fetch(url + CALLABLE_PATH, {
      headers: { host: authority },
      signal: abort.signal,
      redirect: 'manual',
      keepalive: false,
      ...(tls === undefined ? {} : { tls: { ...tls, serverName: host } }),
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw fault(response.status === 503 ? 'draining' : 'unreadable');
  } catch (error) {
    if (error instanceof TransportFault) throw error;
    throw fault(abort.signal.aborted ? 'silent' : 'refused', error);
  } finally {
    cancel();
  }
}
