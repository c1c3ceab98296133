const DESCRIBE = new URL('./describe-program.ts', import.meta.url).pathname;

/** What this build of Parley can be told to run. */
export interface ProgramDescription {
  readonly targets: readonly string[];
  /** The variables that it knows. */
  readonly variables: ReadonlySet<string>;
}

/** Asks the program itself, so that a target that is added is part of the next cluster. */
export async function describeProgram(): Promise<ProgramDescription> {
  const child = Bun.spawn([process.execPath, DESCRIBE], { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' });
  const [status, text] = await Promise.all([child.exited, Bun.readableStreamToText(child.stdout)]);
  if (status !== 0) throw new Error(`The program could not be asked for its targets (status ${status}).`);
  const { targets, variables } = JSON.parse(text) as { targets: string[]; variables: string[] };
  return { targets, variables: new Set(variables) };
}
