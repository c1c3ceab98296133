import { resolveImport, specifiersOf, type Workspaces } from './imports.ts';
import { type Breach, isTest, type SourceFile, workspaceOf } from './source-file.ts';

const RANK = { apps: 3, services: 2, packages: 1 } as const;

/** Imports point down: apps, services, packages. A service reaches another by its contract alone. */
export function findUpwardImports(files: readonly SourceFile[], workspaces: Workspaces): Breach[] {
  return files.flatMap((file) => {
    const own = workspaceOf(file.path);
    if (own === undefined) return [];
    return specifiersOf(file.text).flatMap((specifier): Breach[] => {
      const target = resolveImport(file, specifier, workspaces);
      const other = target === undefined ? undefined : workspaceOf(`${target}/`);
      if (target === undefined || other?.folder === own.folder) return [];
      if (specifier.startsWith('.'))
        return [{ path: file.path, message: `imports ${specifier}, which leaves ${own.folder}; import it by its package name` }];
      if (other === undefined) return [{ path: file.path, message: `imports ${specifier}, which no workspace may` }];
      if (RANK[other.layer] > RANK[own.layer])
        return [{ path: file.path, message: `imports ${specifier}: ${own.layer} may not import ${other.layer}` }];
      if (own.layer === 'services' && other.layer === 'services') {
        return [
          { path: file.path, message: `imports ${specifier}: a service calls another by its contract (\`calls\` in module.ts)` },
        ];
      }
      if (other.folder === 'packages/testkit' && !isTest(file.path))
        return [{ path: file.path, message: `imports ${specifier} outside of a test` }];
      return [];
    });
  });
}
