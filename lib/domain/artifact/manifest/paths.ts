import type { Draft } from '../../compile/draft.ts';
import type { ParsedProject } from '../../compile/index.ts';
import { type Package, type Project, type ProjectConfig, packageAt } from '../../project/index.ts';
import type { Placed } from './types.ts';

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

/**
 * Where a node's text is kept, below the target folder; what shares its file with others has one of its own there.
 * @param batch `id` of a batch, which is a file beside the model's others
 */
export function targetPath(node: Placed, folder: 'compiled' | 'run', batch?: string): string {
  const { package_name: owner, original_file_path: file, path } = node;
  const own = lastOf(path) === lastOf(file) ? file : `${file}/${path}`;
  return `${folder}/${owner}/${batch === undefined ? own : batchPath(own, batch)}`;
}

/** The same as the manifest tells it: with the target folder as it was named. */
export const toldPath = ({ workspace: { options } }: ParsedProject, node: Placed, folder: 'compiled' | 'run'): string =>
  `${(options.targetPath ?? 'target').replace(/\/$/, '')}/${targetPath(node, folder)}`;

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `daily/daily_2024-01-31.sql` of `daily.sql` and the batch 20240131. */
function batchPath(path: string, batch: string): string {
  const stem = path.replace(/\.\w+$/, '');
  const start = batch.replace(/(\d{4})(\d\d)?(\d\d)?/, (_, ...parts) =>
    parts
      .slice(0, 3)
      .filter((part) => part !== undefined)
      .join('-'),
  );
  return `${stem}/${lastOf(stem)}_${start}${path.slice(stem.length)}`;
}

/** Where a unit test is written: it has no file of its own, dbt gives it one beside the one it stands in. */
export const unitTestPlace = (test: Placed): Placed => ({
  ...test,
  path: test.original_file_path.replace(/[^/]*$/, `${test.name}.sql`),
});

/** `package://path` of the YAML that describes a node. */
export function patchPath({ origin }: Pick<Draft, 'origin'>, project: Project): string | null {
  const path = origin?.entry?.path;
  if (path === undefined) return null;
  const each = packageAt(project, path);
  return `${each.name}://${packagePath(path, each)}`;
}
