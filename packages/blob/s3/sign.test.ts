import { expect, test } from 'bun:test';
import { signUrl } from './sign.ts';

test('signs as the example of the S3 documentation does', () => {
  const keys = {
    region: 'us-east-1',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  const target = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const signed = signUrl('GET', target, keys, 86_400, Date.UTC(2013, 4, 24));
  expect(signed.searchParams.get('X-Amz-Signature')).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});
