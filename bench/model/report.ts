import { partitionBalance } from './balance.ts';
import { coresOf, LIMITS, layoutOf, loadOf, type Size, usesOf } from './capacity.ts';
import type { Costs } from './costs.ts';
import { subscriptionsPerNode } from './fan-out.ts';
import { REMEDIES, SIZES } from './sizes.ts';
import type { Workload } from './workload.ts';

/** The tables of `docs/operate/scaling.md`, as Markdown. */
export function report(workload: Workload, costs: Costs): string {
  return [
    costs.measured ? `Costs were measured on: ${costs.machine}.` : `> **The costs below are not measured.** ${costs.machine}.`,
    '### Cost of a hop',
    table(
      ['hop', 'CPU for a direct message, µs'],
      Object.entries(costs.cpuMicrosecondsPerDirectMessage).map(([hop, value]) => [hop, number(value)]),
    ),
    '### Load at the busiest time',
    table(
      [
        '',
        'connections',
        'messages/s',
        'marks/s',
        'connects/s',
        'publications/s',
        'node deliveries/s',
        'socket frames/s',
        'NATS, MB/s',
        'sockets, MB/s',
      ],
      SIZES.map((size) => loadRow(size, workload, costs)),
    ),
    '### Nodes, subscriptions and connections',
    table(
      [
        '',
        'realtime',
        'message',
        'gateway',
        'subscriptions of one realtime node',
        'subscriptions in all',
        'RPC connections',
        'PostgreSQL connections',
        'fullest message node, of the mean',
      ],
      SIZES.map((size) => layoutRow(size, workload)),
    ),
    '### Cores at the busiest time',
    table(
      ['', 'realtime', 'message', 'PostgreSQL', 'NATS'],
      SIZES.map((size) => {
        const { realtime, message, postgres, nats } = coresOf(size, workload, costs);
        return [size.name, ...[realtime, message, postgres, nats].map(number)];
      }),
    ),
    '### What runs out first',
    table(
      ['', 'first', 'used', 'then', 'used', 'remedy of the first'],
      SIZES.map((size) => {
        const [first, second] = usesOf(size, workload, costs);
        if (first === undefined || second === undefined) throw new Error('there are resources');
        return [
          size.name,
          first.resource,
          percent(first.share),
          second.resource,
          percent(second.share),
          REMEDIES[first.resource],
        ];
      }),
    ),
    'Everything that is used to more than 70 %:',
    ...SIZES.map((size) => {
      const scarce = usesOf(size, workload, costs).filter(({ share }) => share > 0.7);
      const lines = scarce.map(({ resource, share }) => `  - ${resource}, ${percent(share)}: ${REMEDIES[resource]}`);
      return [`- **${size.name}**${scarce.length === 0 ? ': nothing' : ''}`, ...lines].join('\n');
    }),
  ].join('\n\n');
}

function loadRow(size: Size, workload: Workload, costs: Costs): string[] {
  const load = loadOf(size, workload, costs);
  return [
    size.name,
    ...[
      size.connections,
      load.messagesPerSecond,
      load.marksPerSecond,
      load.connectsPerSecond,
      load.publicationsPerSecond,
      load.nodeDeliveriesPerSecond,
      load.socketDeliveriesPerSecond,
      load.natsBytesPerSecond / 1e6,
      load.socketBytesPerSecond / 1e6,
    ].map(number),
  ];
}

function layoutRow(size: Size, workload: Workload): string[] {
  const { realtime, message, gateway } = layoutOf(size);
  const { users, chats, presence } = subscriptionsPerNode(workload, size.connections, realtime);
  const subjects = users + chats + presence;
  const { most, mean } = partitionBalance(message);
  const single = size.single === true;
  return [
    size.name,
    ...[realtime, message, gateway, subjects, subjects * realtime].map(number),
    single ? 'none' : number((realtime + gateway) * message),
    number((single ? 1 : message * 2) * LIMITS.poolSize),
    single ? '1' : (most / mean).toFixed(2),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const number = (value: number): string =>
  value >= 100 ? Number(value.toPrecision(3)).toLocaleString('en') : String(Number(value.toPrecision(2)));

const percent = (share: number): string => `${number(share * 100)} %`;
