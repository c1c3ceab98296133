import type {
  AckRecord,
  ChatRecord,
  DeviceRecord,
  DoneRecord,
  EffectRecord,
  EventRecord,
  FinalRecord,
  HistoryRecord,
  OfferRecord,
  RefusalRecord,
  RemovalRecord,
  RunRecord,
  TroubleRecord,
} from '../history/records.ts';

/** What a device was given of one chat, in the order it came. Columns, because there are millions. */
export interface Deliveries {
  readonly seqs: number[];
  readonly times: number[];
  readonly names: string[];
  readonly hows: ('live' | 'fetched' | 'told')[];
}

export interface Fault {
  readonly fault: number;
  readonly what: string;
  readonly startedAt: number;
  /** Undefined where the run ended before the fault did. */
  endedAt: number | undefined;
}

/** A history, sorted by what it tells of. */
export interface Gathered {
  run: RunRecord | undefined;
  readonly chats: Map<number, ChatRecord>;
  readonly devices: Map<number, DeviceRecord>;
  readonly offers: Map<string, OfferRecord>;
  readonly acks: AckRecord[];
  readonly refusals: RefusalRecord[];
  /** By device, then by chat. */
  readonly deliveries: Map<number, Map<number, Deliveries>>;
  readonly removals: RemovalRecord[];
  readonly faults: Map<number, Fault>;
  readonly troubles: TroubleRecord[];
  readonly finals: FinalRecord[];
  readonly events: EventRecord[];
  readonly effects: EffectRecord[];
  readonly done: Set<DoneRecord['who']>;
}

export function nothingGathered(): Gathered {
  return {
    run: undefined,
    chats: new Map(),
    devices: new Map(),
    offers: new Map(),
    acks: [],
    refusals: [],
    deliveries: new Map(),
    removals: [],
    faults: new Map(),
    troubles: [],
    finals: [],
    events: [],
    effects: [],
    done: new Set(),
  };
}

/** Adds a record. They may come in any order but that of the deliveries to one device, and of a fault's start before its end. */
export function gather(gathered: Gathered, record: HistoryRecord): void {
  switch (record.k) {
    case 'run':
      gathered.run = record;
      return;
    case 'chat':
      gathered.chats.set(record.chat, record);
      return;
    case 'device':
      gathered.devices.set(record.device, record);
      return;
    case 'offer':
      gathered.offers.set(record.m, record);
      return;
    case 'ack':
      gathered.acks.push(record);
      return;
    case 'refusal':
      gathered.refusals.push(record);
      return;
    case 'got': {
      const { seqs, times, names, hows } = deliveriesOf(gathered, record.device, record.chat);
      seqs.push(record.seq);
      times.push(record.at);
      names.push(record.m);
      hows.push(record.how);
      return;
    }
    case 'removed':
      gathered.removals.push(record);
      return;
    case 'fault':
      gatherFault(gathered, record.fault, record.what, record.phase, record.at);
      return;
    case 'trouble':
      gathered.troubles.push(record);
      return;
    case 'final':
      gathered.finals.push(record);
      return;
    case 'event':
      gathered.events.push(record);
      return;
    case 'effect':
      gathered.effects.push(record);
      return;
    case 'done':
      gathered.done.add(record.who);
      return;
  }
}

function deliveriesOf({ deliveries }: Gathered, device: number, chat: number): Deliveries {
  const ofDevice = deliveries.get(device) ?? new Map<number, Deliveries>();
  deliveries.set(device, ofDevice);
  const found = ofDevice.get(chat) ?? { seqs: [], times: [], names: [], hows: [] };
  ofDevice.set(chat, found);
  return found;
}

function gatherFault({ faults }: Gathered, fault: number, what: string, phase: 'started' | 'ended', at: number): void {
  const known = faults.get(fault);
  if (phase === 'started') faults.set(fault, { fault, what, startedAt: at, endedAt: undefined });
  else if (known !== undefined) known.endedAt = at;
}

/** The history of each chat as the server has it at the end, as one who was there from first to last is told it. */
export function truthOf(gathered: Gathered): Map<number, FinalRecord> {
  const truth = new Map<number, FinalRecord>();
  for (const final of gathered.finals) {
    if (final.device !== undefined) continue;
    const known = truth.get(final.chat);
    if (known === undefined || final.items.length > known.items.length) truth.set(final.chat, final);
  }
  return truth;
}
