import { type Breach, isTest, type SourceFile, workspaceOf } from './source-file.ts';

/** Lines. Past it a file holds more than one thing. */
const MAX_LINES = 600;

export function findLongFiles(files: readonly SourceFile[]): Breach[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > MAX_LINES ? [{ path, message: `has ${lines} lines; ${MAX_LINES} is the limit` }] : [];
  });
}

/** A file that only passes on what others hold hides where things are. */
export function findBarrels(files: readonly SourceFile[]): Breach[] {
  return files.flatMap(({ path, text }) => {
    if (!/\.tsx?$/.test(path) || workspaceOf(path) === undefined) return [];
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').trim();
    const rest = code.replaceAll(/export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'[^']+';?/g, '').trim();
    const barrel = /\/index\.tsx?$/.test(path) || (code !== '' && rest === '');
    return barrel ? [{ path, message: 'is a barrel; import from the file that holds the thing' }] : [];
  });
}

/** Files that are the source of time or chance for the rest, and code that runs once at a person's desk. */
const MAY_READ_CLOCKS = /(?:^|\/)(?:clock|ids|random)\.ts$|^apps\/|^bench\/|^tools\//;
const AMBIENT = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/;

/** Time and chance are passed in, so that tests and simulations own them. */
export function findAmbientInputs(files: readonly SourceFile[]): Breach[] {
  return files.flatMap(({ path, text }) => {
    if (!/\.tsx?$/.test(path) || MAY_READ_CLOCKS.test(path) || isTest(path)) return [];
    const found = AMBIENT.exec(text)?.[0];
    return found === undefined ? [] : [{ path, message: `uses ${found.replace(/\(.*$/, '')}; take a Clock or Ids instead` }];
  });
}
