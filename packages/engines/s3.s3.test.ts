import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { S3Client } from 'bun';
import { engineAtHand } from './engine-at-hand.ts';
import { type S3Engine, startS3 } from './s3.ts';

const TIMEOUT = 60_000;

const clientOf = ({ url, region, accessKeyId, secretAccessKey, bucket }: S3Engine): S3Client =>
  new S3Client({ endpoint: url, region, accessKeyId, secretAccessKey, bucket });

describe.skipIf(!(await engineAtHand('s3')))('an S3 server', () => {
  test(
    'has its bucket, keeps what is in it through kill -9, and leaves nothing when it is stopped',
    async () => {
      const s3 = await startS3({ bucket: 'files' });
      const client = clientOf(s3);
      await client.write('a/b', 'some bytes', { type: 'text/x-test' });
      await s3.kill();
      await s3.restart();
      expect(await client.file('a/b').text()).toBe('some bytes');
      expect((await client.stat('a/b')).type).toBe('text/x-test');
      await s3.stop();
      expect(existsSync(s3.folder)).toBe(false);
    },
    TIMEOUT,
  );

  test(
    'refuses a wrong key',
    async () => {
      const s3 = await startS3();
      const stranger = clientOf({ ...s3, secretAccessKey: 'guessed' });
      await expect(stranger.write('a', 'b')).rejects.toThrow();
      await s3.stop();
    },
    TIMEOUT,
  );
});
