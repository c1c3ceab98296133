import { singleTopology } from './single.ts';
import type { Topology } from './topology.ts';

/** Starts a system of a kind. */
export async function openTopology(name: Topology['name']): Promise<Topology> {
  if (name === 'single') return singleTopology();
  throw new Error('the cluster is not there yet');
}
