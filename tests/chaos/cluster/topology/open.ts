import { clusterTopology } from './cluster.ts';
import { singleTopology } from './single.ts';
import type { Topology } from './topology.ts';

/** Starts a system of a kind. */
export const openTopology = (name: Topology['name']): Promise<Topology> =>
  name === 'single' ? singleTopology() : clusterTopology();
