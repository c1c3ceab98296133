import { totalmem } from 'node:os';

/** What the configuration of the embedded server depends on. */
export interface ServerSettings {
  readonly maxConnections: number;
  /** Folder of the socket. */
  readonly socketFolder: string;
  /** Bytes of the machine; PostgreSQL takes its share of it. */
  readonly memory?: number;
  /** Whether an operator put a `local.conf` beside it. */
  readonly hasLocal?: boolean;
  /** Durability off: only for tests, where nothing outlives the run. */
  readonly unsafe?: boolean;
  /** Port of this machine's own address that passwords open, for processes beside the one that runs the server. Absent: no TCP at all. */
  readonly tcpPort?: number;
}

const MEBIBYTE = 1024 * 1024;

/** The user that Parley connects as. */
export const EMBEDDED_USER = 'parley';
/** Its database: the one that every new server has. */
export const EMBEDDED_DATABASE = 'postgres';
/** Names the socket file; no port is opened unless one is given. */
export const EMBEDDED_PORT = 5432;

/**
 * The text of `postgresql.conf`. It is written at each start; what an operator wants otherwise goes to `local.conf` beside it.
 *
 * No TCP unless a port is given, so nobody else on the machine or the network can reach it. Everything that makes an acknowledged commit survive a
 * power cut is on.
 */
export function serverConfiguration(settings: ServerSettings): string {
  const memory = settings.memory ?? totalmem();
  // An eighth of the machine, where PostgreSQL's manual starts at a quarter for a machine of its own: Parley runs beside it.
  // Pages count as resident only once they are touched.
  const sharedBuffers = Math.round(Math.min(1024, Math.max(64, memory / 8 / MEBIBYTE)));
  const lines: Record<string, string | number> = {
    listen_addresses: settings.tcpPort === undefined ? `''` : `'127.0.0.1'`,
    port: settings.tcpPort ?? EMBEDDED_PORT,
    unix_socket_directories: quoted(settings.socketFolder),
    unix_socket_permissions: '0700',
    max_connections: settings.maxConnections,
    shared_buffers: `${sharedBuffers}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    // Reads are from memory or the page cache; worker processes for them would only cost memory at rest.
    io_method: 'sync',
    // Group commit comes from batching above, so no commit waits for others.
    commit_delay: 0,
    // This build has pglz only, which costs more processor time than the smaller log saves.
    wal_compression: 'off',
    wal_level: 'replica',
    max_wal_senders: 2,
    min_wal_size: '80MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: 0.9,
    // Compiling a plan costs more than any statement here takes.
    jit: 'off',
    max_worker_processes: 4,
    max_parallel_workers: 2,
    max_logical_replication_workers: 0,
    autovacuum_naptime: '20s',
    autovacuum_max_workers: 2,
    autovacuum_vacuum_insert_scale_factor: 0.1,
    random_page_cost: 1.1,
    idle_in_transaction_session_timeout: '60s',
    timezone: `'UTC'`,
    log_timezone: `'UTC'`,
    datestyle: `'iso, mdy'`,
    default_text_search_config: `'pg_catalog.simple'`,
    logging_collector: 'off',
    log_destination: `'stderr'`,
    // The SQLSTATE, by which server-log.ts knows what a line is about.
    log_line_prefix: `'%e '`,
    log_checkpoints: 'off',
    log_min_messages: 'warning',
    // A statement's text could hold what people wrote.
    log_min_error_statement: 'panic',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    ...(settings.unsafe === true ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}`);
  const include = settings.hasLocal === true ? `include 'local.conf'\n` : '';
  return `# Written by Parley at each start. Put your own settings in local.conf beside this file.\n${text.join('\n')}\n${include}`;
}

/** Only the given operating system users, over the socket, become Parley's database user; over TCP whoever knows the password. */
export function accessRules(osUsers: readonly string[], tcp = false): { readonly hba: string; readonly ident: string } {
  return {
    hba: `local all all peer map=parley\nlocal replication all peer map=parley\n${tcp ? 'host all all 127.0.0.1/32 scram-sha-256\n' : ''}`,
    ident: `${osUsers.map((user) => `parley "${user.replaceAll('"', '""')}" ${EMBEDDED_USER}`).join('\n')}\n`,
  };
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
