import { type Nats, natsPort } from '@parley/bus/nats';
import { connectNats, type NatsLink, type NatsTarget } from '@parley/bus/nats-connection';
import type { Meter } from '@parley/kernel/metrics';
import { defineModule, type ModuleEnvironment, type ModuleInstance } from '@parley/kernel/module';
import { type OptionValues, option } from '@parley/kernel/options';
import { natsUrlOption } from '@parley/kernel/shared-options';
import { processOptions } from '../process-options.ts';

export const natsOptions = {
  servers: natsUrlOption,
  credentials: option.path({
    env: 'PARLEY_NATS_CREDS_FILE',
    description: 'Credentials file for NATS, as `nsc` makes it. Unset: what the URL says.',
  }),
  caFile: option.path({
    env: 'PARLEY_NATS_TLS_CA_FILE',
    description: 'Certificate authority that the certificate of NATS is checked by. Unset: those of the system.',
  }),
  certFile: option.path({
    env: 'PARLEY_NATS_TLS_CERT_FILE',
    description: 'Certificate that this process shows to NATS.',
  }),
  keyFile: option.path({ env: 'PARLEY_NATS_TLS_KEY_FILE', description: 'Key of `PARLEY_NATS_TLS_CERT_FILE`.' }),
  prefix: option.string({
    env: 'PARLEY_NATS_PREFIX',
    description: 'What the names of this installation begin with in NATS, where several share it. Letters, digits and hyphens.',
  }),
  targets: processOptions.targets,
};

/** NATS, where `PARLEY_NATS_URL` is set: one connection for the live path, one for durable events. */
export const natsModule = defineModule({
  name: 'nats',
  summary: 'NATS by URL, for a cluster',
  target: false,
  provides: natsPort,
  needs: {},
  calls: {},
  options: natsOptions,
  init: ({ config, ...environment }): ModuleInstance<Nats | undefined> => {
    const nats = openNats(config, environment);
    if (nats === undefined) return { value: undefined };
    measure(environment.meter, nats);
    let wasThere = false;
    return {
      value: nats,
      // Messages are acknowledged without NATS, so its loss takes nobody out of rotation; a process that has never seen it may be
      // configured wrongly.
      ready() {
        const problem = nats.live.problem() ?? nats.events.problem();
        wasThere ||= problem === undefined;
        if (!wasThere) throw new Error(`NATS can’t be reached: ${problem}`);
        return true;
      },
      degraded: () => {
        const problem = nats.live.problem() ?? nats.events.problem();
        return problem === undefined ? undefined : `no connection to NATS (${problem}): messages arrive late`;
      },
      async stop() {
        await Promise.all([nats.live.close(), nats.events.close()]);
      },
    };
  },
});

/**
 * Starts connecting; undefined where no URL is set.
 * @throws Error for a person to act on
 */
export function openNats(
  config: OptionValues<typeof natsOptions>,
  { clock, logger, nodeId }: Pick<ModuleEnvironment, 'clock' | 'logger' | 'nodeId'>,
): Nats | undefined {
  const { servers, prefix, caFile, certFile, keyFile } = config;
  if (servers === undefined || servers.length === 0) return undefined;
  checkServers(servers);
  if (prefix !== undefined && !/^[A-Za-z0-9-]+$/.test(prefix)) {
    throw new Error(`PARLEY_NATS_PREFIX is "${prefix}"; it may hold letters, digits and hyphens.`);
  }
  const files = Object.entries({ caFile, certFile, keyFile }).filter(([, path]) => path !== undefined);
  const connectFor = (use: string): NatsLink => {
    const target: NatsTarget = {
      servers,
      name: `parley ${config.targets.join(',')} ${nodeId} ${use}`,
      credentialsFile: config.credentials,
      tls: files.length === 0 ? undefined : Object.fromEntries(files),
    };
    return connectNats(target, { clock, logger: logger.child({ connection: use }) });
  };
  return { live: connectFor('live'), events: connectFor('events'), prefix: prefix === undefined ? '' : `${prefix}.` };
}

function checkServers(servers: readonly string[]): void {
  for (const server of servers) {
    if (!URL.canParse(server) || !['nats:', 'tls:'].includes(new URL(server).protocol)) {
      throw new Error(
        'PARLEY_NATS_URL holds something that is no address like nats://host:4222 or tls://user:password@host:4222.',
      );
    }
  }
}

function measure(meter: Meter, nats: Nats): void {
  const links = [
    ['live', nats.live],
    ['events', nats.events],
  ] as const;
  const connected = meter.gauge('parley_nats_connected', 'Whether the connection to NATS stands.', ['connection']);
  const made = meter.gauge('parley_nats_connections_made', 'Connections to NATS made since the start.', ['connection']);
  const bytes = meter.gauge('parley_nats_bytes', 'Bytes through the connection to NATS since the start.', [
    'connection',
    'direction',
  ]);
  const messages = meter.gauge('parley_nats_messages', 'Messages through the connection to NATS since the start.', [
    'connection',
    'direction',
  ]);
  // Read when asked for, instead of being kept.
  Object.assign(connected, {
    collect() {
      for (const [name, link] of links) {
        const stats = link.stats();
        connected.labels(name).set(link.problem() === undefined ? 1 : 0);
        made.labels(name).set(stats.connections);
        bytes.labels(name, 'in').set(stats.inBytes);
        bytes.labels(name, 'out').set(stats.outBytes);
        messages.labels(name, 'in').set(stats.inMsgs);
        messages.labels(name, 'out').set(stats.outMsgs);
      }
    },
  });
}
