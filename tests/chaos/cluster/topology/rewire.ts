import { type Cutter, openCutter } from './cutter.ts';

/** Which processes have cutters before what they dial: one of each of two, so that the other shows the difference. */
const CUTTABLE = /-1$/;
/** Variables of addresses that are worth cutting, by what they lead to. Those of services may name several. */
const ADDRESSES: Readonly<Record<string, string>> = {
  PARLEY_POSTGRES_URL: 'postgres',
  PARLEY_NATS_URL: 'nats',
  PARLEY_REDIS_URL: 'redis',
  PARLEY_MESSAGE_URL: 'message',
  PARLEY_CHAT_URL: 'chat',
  PARLEY_REALTIME_URL: 'realtime',
};
/** Who dials whom under load; the rest of the pairs would only add proxies that nothing goes through. */
const DIALLED: Readonly<Record<string, readonly string[]>> = {
  'gateway-1': ['message', 'chat', 'realtime'],
  'realtime-1': ['message', 'nats'],
  'message-1': ['postgres', 'nats', 'redis', 'chat'],
  'chat-1': ['postgres', 'message', 'nats'],
};

export interface Wiring {
  /** By the link's name, `message-1→postgres`; filled as processes are planned. */
  readonly cutters: Map<string, Cutter>;
  /** The variables of a process with addresses that lead through cutters. */
  readonly settingsOf: (process: string, settings: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
}

/** Puts cutters between the processes of a cluster. Two addresses under one variable are cut together: the link is to the service. */
export function rewire(): Wiring {
  const cutters = new Map<string, Cutter>();
  return {
    cutters,
    async settingsOf(process, settings) {
      const result: Record<string, string> = { ...settings };
      if (!CUTTABLE.test(process)) return result;
      for (const [variable, to] of Object.entries(ADDRESSES)) {
        const value = settings[variable];
        if (value === undefined || DIALLED[process]?.includes(to) !== true) continue;
        const parts = await Promise.all(value.split(',').map(async (address) => await throughCutter(address)));
        result[variable] = parts.map(({ address }) => address).join(',');
        cutters.set(`${process}→${to}`, together(parts.map(({ cutter }) => cutter)));
      }
      return result;
    },
  };
}

async function throughCutter(address: string): Promise<{ readonly address: string; readonly cutter: Cutter }> {
  const url = new URL(address);
  const cutter = await openCutter({ host: url.hostname, port: Number(url.port) });
  return { address: address.replace(url.host, `127.0.0.1:${cutter.port}`), cutter };
}

function together(all: readonly Cutter[]): Cutter {
  const [first] = all;
  if (first === undefined) throw new Error('a link needs an address');
  return {
    port: first.port,
    cut(how) {
      for (const cutter of all) cutter.cut(how);
    },
    mend() {
      for (const cutter of all) cutter.mend();
    },
    close: async () => void (await Promise.all(all.map((cutter) => cutter.close()))),
  };
}
