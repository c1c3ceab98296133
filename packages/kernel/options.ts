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
}

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values of a set of options, frozen. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};
