import type { Cut } from '../topology/cutter.ts';

/** Something that is done to a running system. */
export type Fault =
  /** SIGKILL, and started again after `downMs`. */
  | { readonly kind: 'kill'; readonly nodes: readonly string[]; readonly downMs: number }
  /** SIGSTOP for `ms`. */
  | { readonly kind: 'pause'; readonly nodes: readonly string[]; readonly ms: number }
  | { readonly kind: 'cut'; readonly link: string; readonly how: Cut; readonly ms: number }
  /** Every node is killed, then started again, engines first. */
  | { readonly kind: 'restart-all'; readonly downMs: number }
  /** Each target in turn, or each of those named, is asked to stop and started again: in the build of that folder, where one is named. */
  | { readonly kind: 'rolling'; readonly nodes?: readonly string[]; readonly build?: string };

export type FaultKind = Fault['kind'];

export const FAULT_KINDS: readonly FaultKind[] = ['kill', 'pause', 'cut', 'restart-all', 'rolling'];

/** A fault in words. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.nodes.join(', ')}, down ${fault.downMs} ms`;
    case 'pause':
      return `pause ${fault.nodes.join(', ')} for ${fault.ms} ms`;
    case 'cut':
      return `cut ${fault.link} (${fault.how}) for ${fault.ms} ms`;
    case 'restart-all':
      return `kill everything, down ${fault.downMs} ms`;
    case 'rolling':
      return `rolling restart of ${fault.nodes?.join(', ') ?? 'every target'}${fault.build === undefined ? '' : ' to another build'}`;
  }
}
