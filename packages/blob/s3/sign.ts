import { createHash, createHmac } from 'node:crypto';

export interface S3Keys {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * A URL that carries its own permission for one method and so many seconds: Signature Version 4 in the query, of the host alone, for whatever body
 * (Amazon S3 API reference, "Authenticating Requests: Using Query Parameters"). The runtime's client signs no parameters, which multipart
 * uploads are made of. `now`: epoch ms.
 */
export function signUrl(method: string, target: URL, keys: S3Keys, seconds: number, now: number): URL {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${keys.region}/s3/aws4_request`;
  const url = new URL(target);
  const parameters = [
    ...target.searchParams,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
  ] as const;
  const query = parameters
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const path = url.pathname.split('/').map((part) => encode(decodeURIComponent(part)));
  url.pathname = path.join('/');
  const canonical = [method, path.join('/'), query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  let key: string | Buffer = `AWS4${keys.secretAccessKey}`;
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  url.search = `${query}&X-Amz-Signature=${createHmac('sha256', key).update(toSign).digest('hex')}`;
  return url;
}

/** All but RFC 3986's unreserved characters, as the signature wants it. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
