import { exitCodes } from './exit-codes.ts';

export async function doctor(_argv: readonly string[]): Promise<number> {
  return exitCodes.ok;
}
