/** A subcommand of `parley`. Commands are loaded when they are run, so that none pays for another's imports. */
export interface Command {
  readonly summary: string;
  /** `argv` is what follows the command's name. Answers the exit code, or undefined when the command goes on running. */
  readonly run: (argv: readonly string[]) => Promise<number | undefined>;
}

export const commands: Readonly<Record<string, Command>> = {
  serve: { summary: 'run the server (the default)', run: async (argv) => (await import('./serve.ts')).serve(argv) },
  'list-targets': {
    summary: 'name the services that --target can choose',
    run: async () => (await import('./list-targets.ts')).listTargets(),
  },
  config: {
    summary: 'print the effective configuration, without secrets',
    run: async (argv) => (await import('./config.ts')).printConfig(argv),
  },
  migrate: {
    summary: 'bring the database up to date and stop',
    run: async (argv) => (await import('./migrate.ts')).migrate(argv),
  },
  canary: {
    summary: 'probe a running server from outside, once or again and again',
    run: async (argv) => (await import('./canary.ts')).canary(argv),
  },
  doctor: {
    summary: 'check this machine and the configuration',
    run: async (argv) => (await import('./doctor.ts')).doctor(argv),
  },
  'internal-token': {
    summary: 'print a token for tools that call the services directly',
    run: async (argv) => (await import('./internal-token.ts')).internalToken(argv),
  },
  deadletters: {
    summary: 'list, show, replay or drop events that a consumer failed on for good',
    run: async (argv) => (await import('./deadletters.ts')).deadletters(argv),
  },
};
