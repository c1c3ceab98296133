/** How a program came to be here. */
export type Origin =
  | 'named by the environment'
  | 'found on PATH'
  | 'found in a usual folder'
  | 'built by Go'
  | 'unpacked from Debian'
  | 'stand-in from npm';

/** A program that can be started. */
export interface Program {
  /** Its file. */
  readonly path: string;
  /** As it says itself, like `2.14.3`; `unknown` where it says nothing. */
  readonly version: string;
  readonly origin: Origin;
  /** Put before its arguments: the interpreter's are its own script, for one. */
  readonly args: readonly string[];
  /** What it needs in its environment beside what every engine gets. */
  readonly env: Readonly<Record<string, string>>;
}

/** How an engine is run: enough to start it again and again on the same port and data. */
export interface EnginePlan {
  readonly name: string;
  readonly program: Program;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The file that it writes its log to. */
  readonly logFile: string;
  /** Where clients connect, with what they sign in by. */
  readonly url: string;
  readonly port: number;
  /** Whether it takes work now. Never rejects. */
  ready(): Promise<boolean>;
}

/** A server that runs, as a process group of its own which ends with this process. */
export interface Engine {
  readonly name: string;
  /** Where clients connect, with what they sign in by. */
  readonly url: string;
  readonly port: number;
  readonly version: string;
  readonly origin: Origin;
  /** Its program's file. */
  readonly program: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** Its data and its log. */
  readonly folder: string;
  /** Ends it in order (SIGTERM) and takes away its folder where that is a temporary one. */
  stop(): Promise<void>;
  /** Ends it without a chance to clean up (SIGKILL); resolves when it is gone. The data stays for `restart`. */
  kill(): Promise<void>;
  /** Halts it as it is (SIGSTOP): connections stay open and nothing answers. */
  pause(): void;
  /** Lets a halted one go on (SIGCONT). */
  resume(): void;
  /** Starts it on the same port and data, after ending it in order where it still runs; resolves when it takes work. */
  restart(): Promise<void>;
}
