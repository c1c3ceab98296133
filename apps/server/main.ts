import { ConfigError } from '@parley/kernel/config';
import { GraphError } from '@parley/kernel/graph';
import { ListenError } from '@parley/kernel/http-listener';
import { didYouMean } from '@parley/kernel/suggest';
import { type Command, commands } from './cli/command.ts';
import { exitCodes } from './cli/exit-codes.ts';

const [first = 'serve', ...rest] = process.argv.slice(2);
const [name, argv] = first.startsWith('-') ? ['serve', [first, ...rest]] : [first, rest];

async function run(command: Command): Promise<number | undefined> {
  try {
    return await command.run(argv);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof GraphError) {
      console.error(error.message);
      return exitCodes.config;
    }
    console.error(error instanceof ListenError ? error.message : error);
    return exitCodes.failed;
  }
}

function unknownCommand(): number {
  console.error(`There is no command ${name}.${didYouMean(name, Object.keys(commands))}`);
  console.error(
    `The commands are:\n${Object.entries(commands)
      .map(([known, { summary }]) => `  ${known.padEnd(14)}${summary}`)
      .join('\n')}`,
  );
  return exitCodes.usage;
}

const command = commands[name];
const code = command === undefined ? unknownCommand() : await run(command);
if (code !== undefined) process.exit(code);
