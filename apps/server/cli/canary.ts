import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@parley/kernel/clock';
import { systemIds } from '@parley/kernel/ids';
import { parseDuration } from '@parley/kernel/units';
import { accountFile } from '../canary/accounts.ts';
import { createCanary } from '../canary/canary.ts';
import { type CanaryMetrics, createCanaryMetrics } from '../canary/canary-metrics.ts';
import { jsonLine, prettyLine } from '../canary/report.ts';
import { exitCodes } from './exit-codes.ts';

const USAGE = `parley canary --url <origin> [flags]

Probes a running server from outside, as two people of its own would use it: signs in, sends, receives, edits, reads, reconnects, and
compares what came live with what the sync and the history say. A difference is a failure.

  --url <origin>           server to probe, like https://chat.example.org
  --once                   one round; ends with 0 where it went well, else with 1
  --interval <duration>    from the begin of a round to that of the next (10s)
  --timeout <duration>     what each step may take (10s)
  --metrics-port <port>    serves Prometheus metrics at /metrics (off)
  --metrics-host <address> address of that (127.0.0.1)
  --user-prefix <name>     beginning of the usernames of the two accounts that it makes (canary)
  --state-file <path>      where it keeps them, with their passwords (~/.parley/canary.json)
  --json                   one line of JSON a round instead of one for a person`;

interface Settings {
  readonly url: string;
  readonly once: boolean;
  readonly interval: number;
  readonly timeout: number;
  readonly metrics: { readonly port: number; readonly hostname: string } | undefined;
  readonly userPrefix: string;
  readonly stateFile: string;
  readonly json: boolean;
}

/** Probes a server, once or until it is told to stop. */
export async function canary(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(USAGE);
    return exitCodes.ok;
  }
  const settings = readSettings(argv);
  if (typeof settings === 'string') {
    console.error(`${settings}\n\n${USAGE}`);
    return exitCodes.usage;
  }

  const metrics = createCanaryMetrics();
  const server = settings.metrics === undefined ? undefined : serveMetrics(metrics, settings.metrics);
  const probing = createCanary({
    url: settings.url,
    stepTimeout: settings.timeout,
    userPrefix: settings.userPrefix,
    accounts: accountFile(settings.stateFile),
    ids: systemIds,
    now: systemClock.now,
  });
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  process.once('SIGINT', () => stop()).once('SIGTERM', () => stop());
  let isOver = settings.once;
  stopped.then(
    () => {
      isOver = true;
    },
    () => undefined,
  );

  let code: number = exitCodes.ok;
  do {
    const next = performance.now() + settings.interval;
    const result = await probing.round();
    metrics.note(result);
    console.log(settings.json ? jsonLine(result) : prettyLine(result));
    code = result.ok ? exitCodes.ok : exitCodes.failed;
    if (!isOver) await Promise.race([Bun.sleep(Math.max(0, next - performance.now())), stopped]);
  } while (!isOver);
  await probing.close();
  await server?.stop(true);
  return code;
}

function serveMetrics(metrics: CanaryMetrics, { port, hostname }: { readonly port: number; readonly hostname: string }) {
  return Bun.serve({
    port,
    hostname,
    async fetch(request) {
      if (new URL(request.url).pathname !== '/metrics') return new Response('Not found', { status: 404 });
      return new Response(await metrics.text(), { headers: { 'content-type': 'text/plain; version=0.0.4' } });
    },
  });
}

/** Answers what is wrong, in words, where something is. */
function readSettings(argv: readonly string[]): Settings | string {
  const values = parse(argv);
  if (typeof values === 'string') return values;
  const url = URL.canParse(values.url ?? '') ? new URL(values.url ?? '') : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return '--url must be the origin of a server, like https://chat.example.org.';
  const [interval, timeout] = [parseDuration(values.interval), parseDuration(values.timeout)];
  if (interval === undefined || timeout === undefined || timeout === 0)
    return '--interval and --timeout are durations, like 500ms, 10s or 1m.';
  const port = values['metrics-port'] === undefined ? undefined : Number(values['metrics-port']);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    return '--metrics-port must be from 0 to 65535.';
  if (!/^[A-Za-z0-9_.]{1,16}$/.test(values['user-prefix']))
    return '--user-prefix is 1 to 16 letters, digits, underscores or dots.';
  return {
    ...{ url: url.origin, interval, timeout, once: values.once, json: values.json },
    metrics: port === undefined ? undefined : { port, hostname: values['metrics-host'] },
    userPrefix: values['user-prefix'],
    stateFile: values['state-file'] ?? join(homedir(), '.parley', 'canary.json'),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        url: { type: 'string' },
        once: { type: 'boolean', default: false },
        interval: { type: 'string', default: '10s' },
        timeout: { type: 'string', default: '10s' },
        'metrics-port': { type: 'string' },
        'metrics-host': { type: 'string', default: '127.0.0.1' },
        'user-prefix': { type: 'string', default: 'canary' },
        'state-file': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
