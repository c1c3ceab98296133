import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { OptionSpec, OptionSpecs, OptionValues } from './options.ts';
import { describeValues, formatOption, parseOption } from './parse-option.ts';
import { didYouMean } from './suggest.ts';

/** Whatever declares options: a module, or the process itself. */
export interface OptionOwner {
  readonly name: string;
  readonly options: OptionSpecs;
}

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments after the subcommand: flags only. */
  readonly argv: readonly string[];
}

/** One option with its effective value. */
export interface Setting {
  readonly spec: OptionSpec<unknown>;
  readonly value: unknown;
  readonly source: 'default' | 'environment' | 'file' | 'flag';
}

/** The configuration of a process: every option of every module, checked. */
export interface Config {
  readonly settings: readonly Setting[];
  /** The values of some options; all of them must belong to an owner that was compiled. */
  valuesOf<const O extends OptionSpecs>(specs: O): OptionValues<O>;
}

/** Everything that is wrong with a configuration, at once. The command line ends with code 78 (`EX_CONFIG` of sysexits.h). */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** The flag of an option: `PARLEY_DATA_DIR` is `data-dir`. */
export const flagOf = (spec: OptionSpec<unknown>): string =>
  spec.env
    .replace(/^PARLEY_/, '')
    .toLowerCase()
    .replaceAll('_', '-');

/**
 * Every option once, in the order declared.
 * @throws Error when two owners declare the same variable with different objects: that is a fault of the program.
 */
export function collectOptions(owners: readonly OptionOwner[]): Map<string, OptionSpec<unknown>> {
  const byEnv = new Map<string, OptionSpec<unknown>>();
  for (const owner of owners) {
    for (const spec of Object.values(owner.options)) {
      const known = byEnv.get(spec.env);
      if (known !== undefined && known !== spec) {
        throw new Error(`${owner.name} declares ${spec.env} a second time; share one option object instead`);
      }
      byEnv.set(spec.env, spec);
    }
  }
  return byEnv;
}

interface Given {
  readonly text: string;
  readonly source: 'environment' | 'file' | 'flag';
  /** How the user named it, for messages. */
  readonly as: string;
}

/**
 * Reads all options from flags, the environment and `<ENV>_FILE`, in this order of precedence. An empty variable counts as unset.
 * @throws ConfigError naming every problem
 */
export function compileConfig(owners: readonly OptionOwner[], sources: ConfigSources): Config {
  const specs = collectOptions(owners);
  const problems: string[] = [];
  const flags = readFlags(specs, sources.argv, problems);
  refuseUnknownVariables(specs, sources.env, problems);

  const settings: Setting[] = [];
  for (const spec of specs.values()) {
    const given = flags.get(spec.env) ?? readEnvironment(spec, sources.env, problems);
    if (given === undefined) {
      const value = spec.kind === 'path' && typeof spec.default === 'string' ? resolve(spec.default) : spec.default;
      settings.push({ spec, value, source: 'default' });
      continue;
    }
    const value = parseOption(spec, given.text);
    if (value === undefined) {
      const shown = spec.secret === true ? 'a secret that is not shown' : JSON.stringify(given.text);
      problems.push(`${given.as} is ${shown}; it must be ${describeValues(spec)}.`);
    }
    settings.push({ spec, value, source: given.source });
  }
  refuseInProduction(settings, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  const values = new Map(settings.map((setting) => [setting.spec, setting.value]));
  return {
    settings,
    valuesOf(wanted) {
      const entries = Object.entries(wanted).map(([name, spec]) => {
        if (!values.has(spec)) throw new Error(`${spec.env} was not compiled into the configuration`);
        return [name, values.get(spec)] as const;
      });
      return Object.freeze(Object.fromEntries(entries)) as OptionValues<typeof wanted>;
    },
  };
}

function readFlags(specs: Map<string, OptionSpec<unknown>>, argv: readonly string[], problems: string[]): Map<string, Given> {
  const byFlag = new Map([...specs.values()].map((spec) => [flagOf(spec), spec]));
  const options = Object.fromEntries(
    [...byFlag].map(([flag, spec]) => [flag, { type: spec.kind === 'boolean' ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, Given>();
  let unknownAt = -2;
  for (const token of tokens) {
    // What follows an unknown flag is most likely its value.
    if (token.kind === 'positional' && token.index !== unknownAt + 1) {
      problems.push(`${JSON.stringify(token.value)} is not a flag; flags start with --.`);
    }
    if (token.kind !== 'option') continue;
    const spec = byFlag.get(token.name);
    const negated = spec === undefined && token.name.startsWith('no-') ? byFlag.get(token.name.slice(3)) : undefined;
    if (spec !== undefined) {
      const text = token.value ?? (spec.kind === 'boolean' ? 'true' : undefined);
      if (text === undefined) problems.push(`${token.rawName} needs a value: ${describeValues(spec)}.`);
      else given.set(spec.env, { text, source: 'flag', as: token.rawName });
    } else if (negated?.kind === 'boolean' && token.value === undefined) {
      given.set(negated.env, { text: 'false', source: 'flag', as: token.rawName });
    } else {
      unknownAt = token.index;
      problems.push(`${token.rawName} is not a flag of this command.${didYouMean(token.name, byFlag.keys(), '--')}`);
    }
  }
  return given;
}

function readEnvironment(spec: OptionSpec<unknown>, env: ConfigSources['env'], problems: string[]): Given | undefined {
  const text = env[spec.env];
  const file = spec.secret === true ? env[`${spec.env}_FILE`] : undefined;
  if (text !== undefined && text !== '') {
    if (file !== undefined && file !== '') problems.push(`${spec.env} and ${spec.env}_FILE are both set; set one of them.`);
    return { text, source: 'environment', as: spec.env };
  }
  if (file === undefined || file === '') return undefined;
  try {
    return { text: readFileSync(file, 'utf8').trimEnd(), source: 'file', as: `${spec.env}_FILE` };
  } catch (error) {
    problems.push(
      `${spec.env}_FILE is ${JSON.stringify(file)}, which can't be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

/** Variables of the tests, the benchmarks and the engines that they run on, which the servers that they start inherit. */
const NOT_FOR_THE_SERVER = /^PARLEY_(?:(?:TEST|BENCH|DEV)_|CHROMIUM$|(?:NATS|REDIS|S3)_SERVER$)/;

function refuseUnknownVariables(specs: Map<string, OptionSpec<unknown>>, env: ConfigSources['env'], problems: string[]): void {
  for (const name of Object.keys(env).filter((key) => key.startsWith('PARLEY_') && !NOT_FOR_THE_SERVER.test(key))) {
    const base = specs.get(name) ?? (name.endsWith('_FILE') ? specs.get(name.slice(0, -'_FILE'.length)) : undefined);
    if (base?.env === name || base?.secret === true) continue;
    problems.push(`${name} is not an option.${didYouMean(name, specs.keys())}`);
  }
}

function refuseInProduction(settings: readonly Setting[], problems: string[]): void {
  if (!settings.some(({ spec, value }) => spec.env === 'PARLEY_ENV' && value === 'production')) return;
  for (const { spec, value } of settings) {
    if (spec.refusedInProduction?.includes(value) !== true) continue;
    problems.push(
      `${spec.env} is ${JSON.stringify(formatOption(spec, value))}, which is refused when PARLEY_ENV is "production".`,
    );
  }
}
