import type { Draft } from '../../compile/draft.ts';
import { type Package, type Project, type ProjectConfig, packageAt } from '../../project/index.ts';

/** A path inside its package. */
export const packagePath = (path: string, each: Package): string =>
  path.startsWith(each.prefix) ? path.slice(each.prefix.length) : path;

/** A file's path below the folder of its kind (`staging/a.sql` of `models/staging/a.sql`). */
export function resourcePath(path: string, each: Package): string {
  const own = packagePath(path, each);
  const folder = resourceFolders(each.config)
    .filter((one) => own.startsWith(`${one}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  if (folder === undefined) return own;
  const rest = own.slice(folder.length + 1);
  return each.config.analysisPaths.includes(folder) ? `analysis/${rest}` : rest;
}

const resourceFolders = (config: ProjectConfig): string[] => [
  ...config.modelPaths,
  ...config.seedPaths,
  ...config.testPaths,
  ...config.analysisPaths,
  ...config.snapshotPaths,
  ...config.functionPaths,
];

/** `package://path` of the YAML that describes a node. */
export function patchPath({ origin }: Pick<Draft, 'origin'>, project: Project): string | null {
  const path = origin?.entry?.path;
  if (path === undefined) return null;
  const each = packageAt(project, path);
  return `${each.name}://${packagePath(path, each)}`;
}
