import { fileURLToPath } from 'node:url';
import { type Migration, migration, readMigrations } from '@parley/postgres/migrations';
import { outboxMigrations } from '@parley/postgres/outbox-schema';

const SERVICES = { auth: 'auth', users: 'user', chat: 'chat', message: 'message', presence: 'presence' } as const;
/** Those that announce nothing have no outbox. */
const SILENT: readonly string[] = ['presence'];

export type Schema = keyof typeof SERVICES;

/** Of all services that keep something in PostgreSQL. */
export const SCHEMAS = Object.keys(SERVICES) as readonly Schema[];

/** Everything that is applied to a schema, in its order. */
export function migrationsOf(schema: Schema): Migration[] {
  const folder = fileURLToPath(new URL(`../../services/${SERVICES[schema]}/store/migrations`, import.meta.url));
  const outbox = SILENT.includes(schema) ? [] : outboxMigrations(schema).map(({ name, sql }) => migration(name, sql));
  return [...outbox, ...readMigrations(folder)];
}
