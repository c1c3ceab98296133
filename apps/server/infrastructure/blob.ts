import { join } from 'node:path';
import { type BlobStore, blobPort } from '@parley/blob/blob';
import { folderBlobs } from '@parley/blob/folder-blobs';
import { type S3Blobs, type S3BlobsOptions, s3Blobs } from '@parley/blob/s3-blobs';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import { defineModule } from '@parley/kernel/module';
import { type OptionValues, option } from '@parley/kernel/options';
import { dataDirOption, s3EndpointOption } from '@parley/kernel/shared-options';

export const blobOptions = {
  dataDir: dataDirOption,
  endpoint: s3EndpointOption,
  publicEndpoint: option.url({
    env: 'PARLEY_S3_PUBLIC_ENDPOINT',
    description: 'Address under which people’s devices reach the S3 server. Unset: PARLEY_S3_ENDPOINT.',
    schemes: ['http', 'https'],
  }),
  bucket: option.string({ env: 'PARLEY_S3_BUCKET', description: 'Bucket of the S3 server; it must exist.', default: 'parley' }),
  region: option.string({ env: 'PARLEY_S3_REGION', description: 'Region of the S3 server.', default: 'us-east-1' }),
  accessKeyId: option.string({ env: 'PARLEY_S3_ACCESS_KEY_ID', description: 'Key of the S3 server that Parley uses.' }),
  secretAccessKey: option.string({
    env: 'PARLEY_S3_SECRET_ACCESS_KEY',
    description: 'What belongs to PARLEY_S3_ACCESS_KEY_ID.',
    secret: true,
  }),
};

/** Files: in the bucket of `PARLEY_S3_ENDPOINT`, or in the data folder. */
export const blobModule = defineModule({
  name: 'blob',
  summary: 'files, in the data folder or in S3',
  target: false,
  provides: blobPort,
  needs: {},
  calls: {},
  options: blobOptions,
  async init({ config, clock, ids, logger, meter }) {
    let isFailing = false;
    const observed = observe(logger, meter, (ok) => {
      isFailing = !ok;
    });
    const value: BlobStore = openS3(config, { clock, ...observed }) ?? (await folderBlobs(join(config.dataDir, 'blobs'), ids));
    // No `ready`: without its files the text goes on.
    return {
      value,
      degraded: () => (isFailing ? 'S3 could not be used when it was tried last: files are not available' : undefined),
    };
  },
});

/**
 * The bucket that is configured, whether it is there or not; undefined where none is.
 * @throws Error for a person to act on when the configuration is not whole
 */
export function openS3(
  { endpoint, publicEndpoint, bucket, region, accessKeyId, secretAccessKey }: OptionValues<typeof blobOptions>,
  rest: Pick<S3BlobsOptions, 'clock' | 'onOperation' | 'onLeftover'>,
): S3Blobs | undefined {
  if (endpoint === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('PARLEY_S3_ENDPOINT is set, so set PARLEY_S3_ACCESS_KEY_ID and PARLEY_S3_SECRET_ACCESS_KEY, too.');
  return s3Blobs({ endpoint, publicEndpoint, bucket, region, accessKeyId, secretAccessKey, ...rest });
}

function observe(
  logger: Logger,
  meter: Meter,
  onOutcome: (ok: boolean) => void,
): Pick<S3BlobsOptions, 'onOperation' | 'onLeftover'> {
  const durations = meter.histogram('parley_s3_operation_duration_seconds', 'Time that operations on S3 take.', [
    'operation',
    'outcome',
  ]);
  return {
    onOperation(operation, ms, ok) {
      durations.labels(operation, ok ? 'ok' : 'error').observe(ms / 1000);
      onOutcome(ok);
    },
    onLeftover: (key, error) =>
      logger.warn(
        { err: error, key },
        'parts of an upload could not be removed; a rule of the bucket has to (see redis-and-s3.md)',
      ),
  };
}
