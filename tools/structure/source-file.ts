/** A file of the project: its path from the root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something that breaks the structure: where, and what to do about it. */
export interface Breach {
  readonly path: string;
  readonly message: string;
}

/** The workspace that a path belongs to, with the layer it is in; undefined for tools, tests and benchmarks, which may use anything. */
export function workspaceOf(
  path: string,
): { readonly layer: 'apps' | 'services' | 'packages'; readonly folder: string } | undefined {
  const match = /^(apps|services|packages)\/([^/]+)\//.exec(path);
  return match === null ? undefined : { layer: match[1] as 'apps' | 'services' | 'packages', folder: `${match[1]}/${match[2]}` };
}

/** Whether a file is there to test others: it may read clocks and do what the code it tests may not. */
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$|\.conformance\.ts$|^tests\/|\/testing\/|^packages\/testkit\//.test(path);
