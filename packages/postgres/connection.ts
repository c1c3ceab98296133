/** Where a PostgreSQL is and as whom to connect. */
export type ConnectionTarget =
  | { readonly url: string }
  | {
      /** Folder of the unix socket. */
      readonly socketFolder: string;
      /** Names the socket file. */
      readonly port: number;
      readonly user: string;
      readonly database: string;
    };

/** The same server, another database of it. */
export function withDatabase(target: ConnectionTarget, database: string): ConnectionTarget {
  if (!('url' in target)) return { ...target, database };
  const url = new URL(target.url);
  url.pathname = `/${database}`;
  return { url: url.href };
}
