import type { Topology } from '../topology/topology.ts';
import type { Fault } from './fault.ts';

/** Does a fault to a system and resolves when it is over: all nodes are up and ready, all links whole. */
export async function carryOut(topology: Topology, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      await Promise.all(fault.nodes.map(topology.kill));
      await Bun.sleep(fault.downMs);
      await Promise.all(fault.nodes.map((node) => topology.start(node)));
      return;
    case 'pause':
      await Promise.all(fault.nodes.map(topology.pause));
      await Bun.sleep(fault.ms);
      await Promise.all(fault.nodes.map(topology.resume));
      return;
    case 'cut':
      topology.cut(fault.link, fault.how);
      await Bun.sleep(fault.ms);
      topology.mend(fault.link);
      return;
    case 'restart-all': {
      const namesOf = (kind: 'target' | 'engine'): string[] =>
        topology.nodes.filter((node) => node.kind === kind).map(({ name }) => name);
      await Promise.all([...namesOf('target'), ...namesOf('engine')].map(topology.kill));
      await Bun.sleep(fault.downMs);
      await Promise.all(namesOf('engine').map((node) => topology.start(node)));
      await Promise.all(namesOf('target').map((node) => topology.start(node)));
      return;
    }
    case 'rolling':
      for (const { name, kind } of topology.nodes) {
        if (kind !== 'target' || fault.nodes?.includes(name) === false) continue;
        await topology.stop(name);
        await topology.start(name, fault.build);
      }
  }
}
