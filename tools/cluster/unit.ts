/** A process that was started and may not be ready yet. */
export interface LaunchedUnit {
  readonly pid: number;
  /** Resolves with how it ended. */
  readonly exited: Promise<string>;
  /** Whether it takes work now. Never rejects. */
  ready(): Promise<boolean>;
  /** Asks it to end in order. */
  stop(): void;
  /** Ends it now. */
  kill(): void;
}

/** Something that a cluster runs and can start again and again. */
export interface Unit {
  /** Unique in the cluster, like `message-2`. */
  readonly name: string;
  readonly kind: 'engine' | 'target';
  /** What it is one of: the target, or the engine's name. */
  readonly role: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly logFile: string;
  /**
   * Makes the next start run another build of Parley: a folder that has one, installed. Absent where the program isn't Parley's.
   * @throws Error where there is no build in it
   */
  readonly useBuild?: (folder: string) => void;
  /** Rejects where it can't be started. */
  launch(): Promise<LaunchedUnit>;
}
