import { exitCodes } from './exit-codes.ts';

export async function migrate(_argv: readonly string[]): Promise<number> {
  return exitCodes.ok;
}
