/** What came of a command. */
export interface ToolResult {
  readonly ok: boolean;
  /** What it wrote, its errors after its output. */
  readonly output: string;
}

export interface ToolOptions {
  /** Ms after which it is ended. */
  readonly patience: number;
  readonly cwd?: string;
  /** Beside our own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end. Never rejects: one that can't be started has failed. */
export async function runTool(command: readonly string[], { patience, cwd, env }: ToolOptions): Promise<ToolResult> {
  try {
    const child = Bun.spawn([...command], {
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: patience,
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
    });
    const [status, output, errors] = await Promise.all([
      child.exited,
      Bun.readableStreamToText(child.stdout),
      Bun.readableStreamToText(child.stderr),
    ]);
    return { ok: status === 0, output: `${output}${errors}`.trim() };
  } catch (error) {
    return { ok: false, output: error instanceof Error ? error.message : String(error) };
  }
}
