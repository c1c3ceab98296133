/** What a running cluster lets one do to its processes; see tools/cluster/control.ts. */
export interface ControlClient {
  /** Kills and keeps down, or asks to stop, or starts and waits until it is ready. Rejects where the cluster couldn't. */
  act(process: string, verb: 'kill?hold=1' | 'stop' | 'start' | `start?build=${string}` | 'pause' | 'resume'): Promise<void>;
}

/** Speaks to a cluster's control surface. */
export function controlClient({ url, token }: { readonly url: string; readonly token: string }): ControlClient {
  return {
    async act(process, verb) {
      const response = await fetch(`${url}/processes/${process}/${verb}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        // A start may take as long as a database's recovery.
        signal: AbortSignal.timeout(180_000),
        keepalive: false,
      });
      if (!response.ok) throw new Error(`${verb} of ${process} answered ${response.status}: ${await response.text()}`);
      await response.body?.cancel();
    },
  };
}
