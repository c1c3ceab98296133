/**
 * One option of a module. The same object becomes the environment variable, the flag of `parley serve`, the help text
 * and the row of the generated reference.
 */
export interface OptionSpec<T> {
  readonly kind: 'string' | 'integer' | 'boolean' | 'enum' | 'duration' | 'bytes' | 'url' | 'path' | 'list';
  /** Environment variable; the flag is the same name without `PARLEY_`, in kebab case. */
  readonly env: string;
  readonly description: string;
  /** Absent: the option is unset unless given. */
  readonly default?: T;
  /** Shown as `•••` wherever the configuration is printed; may be given as `<ENV>_FILE`. */
  readonly secret?: boolean;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Schemes that a URL may have, without the colon. */
  readonly schemes?: readonly string[];
  /** Values that stop the start when `PARLEY_ENV=production`. */
  readonly refusedInProduction?: readonly T[];
}

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values of a set of options, frozen. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};

type Details<T, Extra extends keyof OptionSpec<T> = never> = Pick<
  OptionSpec<T>,
  'env' | 'description' | 'secret' | 'refusedInProduction' | Extra
>;
type Defaulted<T> = { readonly default: T };

function string(spec: Details<string> & Defaulted<string>): OptionSpec<string>;
function string(spec: Details<string>): OptionSpec<string | undefined>;
function string(spec: Details<string>): OptionSpec<string | undefined> {
  return { kind: 'string', ...spec };
}

function integer(spec: Details<number, 'min' | 'max'> & Defaulted<number>): OptionSpec<number>;
function integer(spec: Details<number, 'min' | 'max'>): OptionSpec<number | undefined>;
function integer(spec: Details<number, 'min' | 'max'>): OptionSpec<number | undefined> {
  return { kind: 'integer', ...spec };
}

function boolean(spec: Details<boolean> & Defaulted<boolean>): OptionSpec<boolean>;
function boolean(spec: Details<boolean>): OptionSpec<boolean | undefined>;
function boolean(spec: Details<boolean>): OptionSpec<boolean | undefined> {
  return { kind: 'boolean', ...spec };
}

type Choices<C extends string> = { readonly choices: readonly C[] };
function oneOf<const C extends string>(spec: Details<NoInfer<C>> & Choices<C> & Defaulted<NoInfer<C>>): OptionSpec<C>;
function oneOf<const C extends string>(spec: Details<NoInfer<C>> & Choices<C>): OptionSpec<C | undefined>;
function oneOf<const C extends string>(spec: Details<NoInfer<C>> & Choices<C>): OptionSpec<C | undefined> {
  return { kind: 'enum', ...spec };
}

function duration(spec: Details<number, 'min' | 'max'> & Defaulted<number>): OptionSpec<number>;
function duration(spec: Details<number, 'min' | 'max'>): OptionSpec<number | undefined>;
function duration(spec: Details<number, 'min' | 'max'>): OptionSpec<number | undefined> {
  return { kind: 'duration', ...spec };
}

function bytes(spec: Details<number, 'min' | 'max'> & Defaulted<number>): OptionSpec<number>;
function bytes(spec: Details<number, 'min' | 'max'>): OptionSpec<number | undefined>;
function bytes(spec: Details<number, 'min' | 'max'>): OptionSpec<number | undefined> {
  return { kind: 'bytes', ...spec };
}

function url(spec: Details<string, 'schemes'> & Defaulted<string>): OptionSpec<string>;
function url(spec: Details<string, 'schemes'>): OptionSpec<string | undefined>;
function url(spec: Details<string, 'schemes'>): OptionSpec<string | undefined> {
  return { kind: 'url', ...spec };
}

function path(spec: Details<string> & Defaulted<string>): OptionSpec<string>;
function path(spec: Details<string>): OptionSpec<string | undefined>;
function path(spec: Details<string>): OptionSpec<string | undefined> {
  return { kind: 'path', ...spec };
}

function list(spec: Details<readonly string[], 'choices'> & Defaulted<readonly string[]>): OptionSpec<readonly string[]>;
function list(spec: Details<readonly string[], 'choices'>): OptionSpec<readonly string[] | undefined>;
function list(spec: Details<readonly string[], 'choices'>): OptionSpec<readonly string[] | undefined> {
  return { kind: 'list', ...spec };
}

/**
 * Makes options. Without a `default` the value is `undefined` unless given.
 *
 * - `duration`: milliseconds, written `500ms`, `30s`, `15m`, `24h`, `7d`
 * - `bytes`: bytes, written `512`, `64KiB`, `10MB`
 * - `path`: absolute; a relative one is taken from the working directory of the process
 * - `list`: separated by commas
 */
export const option = { string, integer, boolean, enum: oneOf, duration, bytes, url, path, list } as const;
