import { formatOption } from '@parley/kernel/parse-option';
import { effectiveConfig } from './effective-config.ts';
import { exitCodes } from './exit-codes.ts';

/** Prints every option with its effective value and where that came from, as it could be put in a file of variables. */
export async function printConfig(argv: readonly string[]): Promise<number> {
  for (const { spec, value, source } of effectiveConfig(argv).settings) {
    const text = spec.secret === true && value !== undefined ? '•••' : formatOption(spec, value);
    console.log(
      `${value === undefined ? '# ' : ''}${spec.env}=${text}${' '.repeat(Math.max(1, 50 - spec.env.length - text.length))}# ${source}`,
    );
  }
  return exitCodes.ok;
}
