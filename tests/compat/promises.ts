import type { Exchange } from './recorder.ts';

/** By exchange (`GET /chats/{} 200`, `frame message.new`): the fields that came, as `items[].id string`. */
export type Promised = Readonly<Record<string, readonly string[]>>;

/** What a client of these exchanges got, and so may rest on. */
export function promisedBy(exchanges: readonly Exchange[]): Promised {
  const fields = new Map<string, Set<string>>();
  for (const exchange of exchanges) {
    if (exchange.kind === 'sent') continue;
    // A refusal is no promise: whoever was faster made it.
    if (exchange.kind === 'rest' && exchange.status >= 400) continue;
    const [name, value] =
      exchange.kind === 'rest'
        ? [`${exchange.method} ${routeOf(exchange.path)} ${exchange.status}`, exchange.answer]
        : [`frame ${exchange.frame.type}`, exchange.frame];
    const seen = fields.get(name) ?? new Set();
    collect(value, '', seen);
    fields.set(name, seen);
  }
  return Object.fromEntries([...fields].map(([name, seen]) => [name, [...seen].toSorted()]));
}

/** What all of several runs had: the rest hangs on who was faster. */
export function promisedByAll(runs: readonly Promised[]): Promised {
  const [first = {}, ...others] = runs;
  return Object.fromEntries(
    Object.entries(first)
      .filter(([name]) => others.every((other) => name in other))
      .map(([name, fields]) => [name, fields.filter((field) => others.every((other) => other[name]?.includes(field)))]),
  );
}

/** What was promised and is not kept, a line each. */
export function brokenPromises(promised: Promised, kept: Promised): string[] {
  return Object.entries(promised).flatMap(([name, fields]) => {
    const now = kept[name];
    if (now === undefined) return [`${name} no longer comes`];
    return fields.filter((field) => !now.includes(field)).map((field) => `${name}: ${field} is gone`);
  });
}

/** Names what an id stands for by `{}`. */
function routeOf(path: string): string {
  const parts = (path.split('?')[0] ?? '').split('/');
  return parts.map((part) => (/^[0-9a-f]{8}-|%/.test(part) ? '{}' : part)).join('/');
}

function collect(value: unknown, path: string, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, `${path}[]`, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) collect(field, path === '' ? key : `${path}.${key}`, into);
  } else if (path !== '') into.add(`${path} ${value === null ? 'null' : typeof value}`);
}
