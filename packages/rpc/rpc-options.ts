import { option } from '@parley/kernel/options';

/** Characters. Shorter secrets can be guessed; 32 of base64 are 192 bits. */
export const MIN_SECRET_LENGTH = 32;

const address = (service: string, port: number) =>
  option.list({
    env: `PARLEY_${service.toUpperCase()}_URL`,
    description: `Where processes that don’t run ${service} themselves find it: internal addresses, several with commas; a name stands for all its addresses.`,
    default: [`http://${service}-service:${port}`],
  });

/** Options of calls between processes. They belong to the process, as its modules don’t know where the others run. */
export const rpcOptions = {
  internalPort: option.integer({
    env: 'PARLEY_INTERNAL_PORT',
    description:
      'Port of the internal listener: calls of other processes, health and metrics. 0 takes any free one. Unset: none where everything runs in one process, else that of the one service that runs here (auth 9081, user 9082, chat 9083, message 9084, presence 9088).',
    min: 0,
    max: 65_535,
  }),
  internalHost: option.string({
    env: 'PARLEY_INTERNAL_HOST',
    description: 'Address of the internal listener. Unset: as PARLEY_HOST. Keep it off public networks.',
  }),
  internalSecret: option.list({
    env: 'PARLEY_INTERNAL_SECRET',
    description:
      'What the processes of an installation prove to each other that they belong to it with: the same for all, 32 characters or more. While it is replaced list the new one first and the old one after it; the first signs, all are believed.',
    secret: true,
  }),
  tlsCertFile: option.string({
    env: 'PARLEY_INTERNAL_TLS_CERT_FILE',
    description: 'Certificate (PEM) of this process for internal calls, which are then made and taken over mutual TLS only.',
  }),
  tlsKeyFile: option.string({ env: 'PARLEY_INTERNAL_TLS_KEY_FILE', description: 'Private key (PEM) of that certificate.' }),
  tlsCaFile: option.string({
    env: 'PARLEY_INTERNAL_TLS_CA_FILE',
    description: 'Certificate (PEM) of the authority that signs those of all processes.',
  }),
  grpcPort: option.integer({
    env: 'PARLEY_GRPC_PORT',
    description:
      'Port of a listener for gRPC, with reflection and the health service, by which tools call the services that run here. It needs the same tokens and certificates as internal calls. 0 takes any free one. Unset: none.',
    min: 0,
    max: 65_535,
  }),
  grpcHost: option.string({
    env: 'PARLEY_GRPC_HOST',
    description: 'Address of the gRPC listener. Unset: as PARLEY_INTERNAL_HOST. Keep it off public networks.',
  }),
  authUrl: address('auth', 9081),
  userUrl: address('user', 9082),
  chatUrl: address('chat', 9083),
  messageUrl: address('message', 9084),
  presenceUrl: address('presence', 9088),
};
