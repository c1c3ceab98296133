import type { Clock } from '@parley/kernel/clock';
import { type S3Keys, signUrl } from './sign.ts';

/** Uploads in parts. The runtime's client can do it too, but takes an upload back while a part is still on its way, which then stays for ever. */
export interface Multipart {
  /** Uploads `parts`, of which all but the last are of 5 MiB at the least. Takes everything back if `parts` or the store fails. */
  upload(key: string, contentType: string, parts: AsyncIterable<Uint8Array>): Promise<void>;
}

interface MultipartOptions {
  readonly endpoint: string;
  readonly bucket: string;
  readonly keys: S3Keys;
  readonly clock: Clock;
  /** Ms that one request may take. */
  readonly requestMs: number;
  /** Parts of an upload that could not be taken back; a rule of the bucket has to remove them. */
  readonly onLeftover: (key: string, error: unknown) => void;
}

/** Seconds that a signed request is good for. */
const SIGNED_FOR = 15 * 60;
/** Times that a part is tried. */
const TRIES = 3;
/** Ms before a part is tried again. */
const RETRY_MS = 300;

export function createMultipart({ endpoint, bucket, keys, clock, requestMs, onLeftover }: MultipartOptions): Multipart {
  async function request(method: string, key: string, query: Record<string, string>, init: RequestInit = {}): Promise<Response> {
    const url = new URL(endpoint);
    const names = [bucket, ...key.split('/')].map(encodeURIComponent);
    url.pathname = [url.pathname.replace(/\/$/, ''), ...names].join('/');
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const abort = new AbortController();
    const cancel = clock.schedule(requestMs, () => abort.abort(new Error(`no answer within ${requestMs} ms`)));
    try {
      const signed = signUrl(method, url, keys, SIGNED_FOR, clock.now());
      const response = await fetch(signed, { ...init, method, signal: abort.signal });
      // Read within the time too. A finished upload may be answered with 200 and an error in the body.
      const text = await response.text();
      if (!response.ok || text.includes('<Error>'))
        throw new Error(`${method} was answered with ${response.status} ${codeIn(text)}`);
      return new Response(text, { headers: response.headers });
    } finally {
      cancel();
    }
  }

  async function begin(key: string, contentType: string): Promise<string> {
    const answer = await request('POST', key, { uploads: '' }, { headers: { 'content-type': contentType } });
    const id = /<UploadId>([^<]+)<\/UploadId>/.exec(await answer.text())?.[1];
    if (id === undefined) throw new Error('the store named no upload');
    return unescapeXml(id);
  }

  async function sendPart(key: string, uploadId: string, partNumber: number, part: Uint8Array): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      try {
        // A copy of the view's own type: the parts are never shared memory.
        const body = part as Uint8Array<ArrayBuffer>;
        const answer = await request('PUT', key, { uploadId, partNumber: String(partNumber) }, { body });
        return answer.headers.get('etag') ?? '';
      } catch (error) {
        if (tries === TRIES) throw error;
        await new Promise<void>((resolve) => void clock.schedule(RETRY_MS * tries, resolve));
      }
    }
  }

  async function finish(key: string, uploadId: string, etags: readonly string[]): Promise<void> {
    const parts = etags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`);
    const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
    await request('POST', key, { uploadId }, { body, headers: { 'content-type': 'application/xml' } });
  }

  async function takeBack(key: string, uploadId: string): Promise<void> {
    await request('DELETE', key, { uploadId }).catch((error: unknown) => onLeftover(key, error));
  }

  return {
    async upload(key, contentType, parts) {
      const uploadId = await begin(key, contentType);
      const etags: string[] = [];
      let sending: Promise<unknown> = Promise.resolve();
      try {
        // One is on its way while the next is gathered.
        for await (const part of parts) {
          await sending;
          const partNumber = etags.push('');
          sending = sendPart(key, uploadId, partNumber, part).then((etag) => {
            etags[partNumber - 1] = etag;
          });
          sending.catch(() => undefined);
        }
        await sending;
        await finish(key, uploadId, etags);
      } catch (error) {
        // What is on its way must have arrived, or it would arrive after all is taken back.
        await Promise.allSettled([sending]);
        await takeBack(key, uploadId);
        throw error;
      }
    },
  };
}

const codeIn = (text: string): string => /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? '';

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const unescapeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
