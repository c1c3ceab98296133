import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGatewayBed, type GatewayBed } from '../testing/gateway-bed.ts';

let folder: string;
let bed: GatewayBed;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-web-'));
  bed = await createGatewayBed({ webDir: join(folder, 'dist') });
});
afterAll(() => rm(folder, { recursive: true }));

const page = { headers: { accept: 'text/html,application/xhtml+xml' } };
const get = (path: string, headers: Record<string, string> = {}) => bed.request<string>('GET', path, { headers });

describe('the web client', () => {
  test('says how to get it where it has not been built', async () => {
    const { status, body } = await bed.request<string>('GET', '/', page);
    expect(status).toBe(503);
    expect(body).toContain('npm run build');
  });

  test('is found once it has been built', async () => {
    await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    const files = {
      'index.html': '<p>app',
      'service-worker.js': '//',
      'assets/app-3f2a.js': 'plain',
      'assets/app-3f2a.js.br': 'as brotli',
      'assets/app-3f2a.js.gz': 'as gzip',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, 'dist', name), content);
    expect((await bed.request<string>('GET', '/', page)).body).toBe('<p>app');
  });

  test('never goes stale, while what is named by its hash is kept for good', async () => {
    for (const path of ['/', '/index.html', '/service-worker.js'])
      expect((await get(path)).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/assets/app-3f2a.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const etag = (await get('/')).headers.get('etag') ?? '';
    expect((await get('/', { 'if-none-match': etag })).status).toBe(304);
  });

  test('is sent in the best encoding that the browser takes', async () => {
    const encoded = async (accepted: string) =>
      (await get('/assets/app-3f2a.js', { 'accept-encoding': accepted })).headers.get('content-encoding');
    expect(await encoded('gzip, deflate, br')).toBe('br');
    expect(await encoded('gzip;q=0.8')).toBe('gzip');
    expect(await encoded('br;q=0, gzip')).toBe('gzip');
    expect(await encoded('identity')).toBeNull();
    expect((await get('/assets/app-3f2a.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await get('/assets/app-3f2a.js')).headers.get('vary')).toBe('accept-encoding');
  });

  test('answers every address of a page, but not for files or the API', async () => {
    expect((await bed.request<string>('GET', '/chats/some-id?x=1', page)).body).toBe('<p>app');
    expect((await get('/assets/gone-0000.js')).status).toBe(404);
    expect((await bed.request('GET', '/api/v1/nothing', page)).status).toBe(404);
    expect((await bed.request('POST', '/chats/some-id', { ...page, body: {} })).status).toBe(404);
  });

  test('gives nothing from outside its folder', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '//etc/passwd']) {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(JSON.stringify(answer.body)).not.toContain('secret');
    }
  });
});
