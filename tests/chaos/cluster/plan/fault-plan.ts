import { seededRandom } from '@parley/testkit/seeded-ids';
import type { Link, Node } from '../topology/topology.ts';
import { FAULT_KINDS, type Fault, type FaultKind } from './fault.ts';

/** A fault and how long the system runs undisturbed before it, ms. */
export interface PlannedFault {
  readonly quietMs: number;
  readonly fault: Fault;
}

export interface PlanOptions {
  readonly seed: number;
  readonly nodes: readonly Node[];
  readonly links: readonly Link[];
  /** Default all. */
  readonly kinds?: readonly FaultKind[];
}

/** How long a pause lasts, ms: the figure of the reliability requirement. */
const PAUSE = 10_000;
/** Random quiet before a fault, ms: the moment must not fall into step with anything. */
const QUIET = { least: 1_000, most: 4_000 };
/** How long something stays down or cut, ms. */
const DOWN = { least: 0, most: 3_000 };
const CUT = { least: 2_000, most: 8_000 };

/**
 * The faults of a run, without end, the same for the same seed and system. They come like cards from a deck: each once, in random order,
 * before any comes again; so a short run tries many different ones, and a long one all.
 */
export function* planFaults({ seed, nodes, links, kinds = FAULT_KINDS }: PlanOptions): Generator<PlannedFault, never> {
  const random = seededRandom(seed);
  const between = ({ least, most }: { least: number; most: number }): number => Math.round(least + random() * (most - least));
  const downMs = (): number => between(DOWN);
  const cards: Record<FaultKind, readonly (() => Fault)[]> = {
    kill: nodes.map(({ name }) => () => ({ kind: 'kill', nodes: [name], downMs: downMs() })),
    pause: nodes.map(({ name }) => () => ({ kind: 'pause', nodes: [name], ms: PAUSE })),
    cut: links.flatMap(({ name }) =>
      (['drop', 'black-hole', 'half-open', 'delay'] as const).map(
        (how) => () => ({ kind: 'cut', link: name, how, ms: between(CUT) }) as const,
      ),
    ),
    'restart-all': [() => ({ kind: 'restart-all', downMs: downMs() })],
    rolling: [() => ({ kind: 'rolling' })],
  };
  const deck = [...new Set(kinds)].flatMap((kind) => cards[kind]);
  if (deck.length === 0) throw new Error('there is nothing to break');
  for (;;) for (const card of shuffled(deck, random)) yield { quietMs: between(QUIET), fault: card() };
}

/** Fisher and Yates' shuffle. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
