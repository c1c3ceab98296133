import { type Breach, isTest, type SourceFile } from './source-file.ts';

/** The schemas of the database, by the service that owns each. */
const OWNERS: Readonly<Record<string, string>> = {
  auth: 'auth',
  users: 'user',
  chat: 'chat',
  message: 'message',
  presence: 'presence',
};

const TABLE = new RegExp(
  `\\b(?:FROM|JOIN|INTO|UPDATE|TABLE|EXISTS|ONLY|REFERENCES|ON)\\s+(${Object.keys(OWNERS).join('|')})\\.[a-z_]+`,
  'g',
);
/** What `unnest` gives are the statement's own parameters, so there `*` hides nothing. */
const EVERYTHING = /\b(?:SELECT|RETURNING)\s+(?:[a-z_]+\.)?\*(?!\s+FROM\s+unnest\b)/i;

/** A service's SQL names its own schema only. */
export function findForeignSchemas(files: readonly SourceFile[]): Breach[] {
  return files.flatMap(({ path, text }) => {
    const service = /^services\/([^/]+)\//.exec(path)?.[1];
    if (service === undefined || isTest(path)) return [];
    const foreign = [...text.matchAll(TABLE)].map((match) => match[1] ?? '').filter((schema) => OWNERS[schema] !== service);
    return [...new Set(foreign)].map((schema) => ({
      path,
      message: `has SQL on schema ${schema}, which belongs to the ${OWNERS[schema]} service`,
    }));
  });
}

/** Columns are named, so that a new one can't reach a client unnoticed. */
export function findSelectEverything(files: readonly SourceFile[]): Breach[] {
  return files
    .filter(({ path, text }) => !path.startsWith('tools/') && !isTest(path) && EVERYTHING.test(text))
    .map(({ path }) => ({ path, message: 'selects *; name the columns' }));
}
