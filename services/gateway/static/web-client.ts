import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { contentTypeOf } from './content-type.ts';

/** Serves the files of the built web client. */
export interface WebClient {
  /** The answer to a path of the web client; undefined where there is nothing to serve. */
  respond(request: Request, path: string): Promise<Response | undefined>;
}

interface StaticFile {
  readonly path: string;
  readonly urlPath: string;
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Encodings that lie beside the file, the best first. */
  readonly encodings: readonly Encoding[];
}

interface Encoding {
  readonly name: 'br' | 'gzip';
  readonly suffix: '.br' | '.gz';
}

const ENCODINGS: readonly Encoding[] = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
];

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley</title>
<h1>Parley is running</h1>
<p>The web client has not been built. Run <code>npm run build</code> in the project’s folder and load this page again.</p>
<p>The API is described at <a href="/docs">/docs</a>.</p>`;

/**
 * Serves a folder by a list of its files, made once: no path of a request ever reaches the file system. A folder that isn't
 * there yet is looked for again.
 */
export function webClient(folder: string): WebClient {
  let files: Promise<ReadonlyMap<string, StaticFile>> | undefined;

  async function list(): Promise<ReadonlyMap<string, StaticFile>> {
    files ??= listFiles(folder);
    const listed = await files;
    if (!listed.has('/index.html')) files = undefined;
    return listed;
  }

  return {
    async respond(request, path) {
      const listed = await list();
      const file = listed.get(path === '/' ? '/index.html' : path);
      if (file !== undefined) return respondWith(file, request);
      // The client routes by itself, so every address of a page is its start page.
      if (!wantsPage(request)) return undefined;
      const index = listed.get('/index.html');
      return index === undefined ? notBuilt() : respondWith(index, request);
    },
  };
}

function wantsPage(request: Request): boolean {
  return request.headers.get('accept')?.includes('text/html') === true;
}

function notBuilt(): Response {
  return new Response(NOT_BUILT, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

async function listFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const all = new Set(paths);
  const served = paths.filter((path) => !ENCODINGS.some(({ suffix }) => path.endsWith(suffix)));
  const files = await Promise.all(served.map((path) => describe(path, urlPath(folder, path), all)));
  return new Map(files.map((file) => [file.urlPath, file]));
}

function urlPath(folder: string, path: string): string {
  return `/${relative(folder, path).split(sep).join('/')}`;
}

async function describe(path: string, urlPath: string, all: ReadonlySet<string>): Promise<StaticFile> {
  const { size, mtimeMs } = await stat(path);
  // The bundler puts a hash into the names below assets/, so what is there never changes.
  const immutable = urlPath.startsWith('/assets/');
  return {
    path,
    urlPath,
    etag: `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`,
    contentType: contentTypeOf(path),
    cacheControl: immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    encodings: ENCODINGS.filter(({ suffix }) => all.has(path + suffix)),
  };
}

function respondWith(file: StaticFile, request: Request): Response {
  const headers = new Headers({ 'cache-control': file.cacheControl, etag: file.etag });
  if (file.encodings.length > 0) headers.set('vary', 'accept-encoding');
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers });
  headers.set('content-type', file.contentType);
  const encoding = acceptedEncoding(file, request.headers.get('accept-encoding') ?? '');
  if (encoding === undefined) return new Response(Bun.file(file.path), { headers });
  headers.set('content-encoding', encoding.name);
  return new Response(Bun.file(file.path + encoding.suffix), { headers });
}

function acceptedEncoding(file: StaticFile, accepted: string): Encoding | undefined {
  const names = new Set(
    accepted
      .split(',')
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.split(';')[0]),
  );
  return file.encodings.find(({ name }) => names.has(name));
}
