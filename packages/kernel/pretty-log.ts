const COLOURS: Readonly<Record<string, string>> = {
  debug: '\x1b[2m',
  info: '\x1b[32m',
  warn: '\x1b[33m',
  error: '\x1b[31m',
  fatal: '\x1b[35m',
};
const RESET = '\x1b[0m';
const DIM = '\x1b[2m';

/** The fields that every line may have; the rest is what the caller passed. */
interface LogLine {
  readonly level: string;
  readonly time?: string;
  readonly msg?: string;
  readonly module?: string;
  readonly err?: unknown;
}

/** One JSON log line as a person reads it: time, level, module, message, then the other fields; a stack on its own lines. */
export function prettyLine(json: string, colour: boolean): string {
  const { level, time, msg, module, err, ...fields } = JSON.parse(json) as LogLine;
  const paint = (code: string, text: string): string => (colour ? `${code}${text}${RESET}` : text);
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const head = [
    paint(DIM, (time ?? '').slice(11, 23)),
    paint(COLOURS[level] ?? '', level.padEnd(5)),
    ...(module === undefined ? [] : [paint(DIM, `${module}:`)]),
    msg ?? '',
    ...(rest.length === 0 ? [] : [paint(DIM, rest.join(' '))]),
  ].join(' ');
  return err === undefined ? `${head}\n` : `${head}\n${describeError(err)}\n`;
}

function describeError(err: unknown): string {
  const { stack, message } = (typeof err === 'object' && err !== null ? err : {}) as { stack?: string; message?: string };
  return (stack ?? message ?? JSON.stringify(err)).replaceAll(/^/gm, '    ');
}

interface LineWriter {
  write(line: string): unknown;
}

/** Passes log lines on in the form for people; in colour when standard output is a terminal. */
export function prettyDestination(target: LineWriter): LineWriter {
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  return { write: (line) => target.write(prettyLine(line, colour)) };
}
