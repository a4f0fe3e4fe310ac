import type { Problem } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { problemAt } from './property-entry.ts';
import { parseYaml, type YamlFile } from './yaml.ts';
import { type RenderText, renderTree } from './yaml-rendered.ts';
import { child, listOf, scalarText, type Yaml } from './yaml-tree.ts';

const FILES = ['packages.yml', 'dependencies.yml'];

/** A package that `packages.yml` or `dependencies.yml` asks for. */
interface Declared {
  readonly yaml: Yaml;
  readonly file: YamlFile;
  readonly path: string;
}

/** Folders of a project's packages, each ending with `/`, and what is wrong with the lists that name them. */
export interface FoundPackages {
  readonly folders: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Finds the packages that are there: those below the packages folder (`dbt_packages/`, once
 * `dbt_modules/`), and local ones inside the project. Nothing is downloaded; what is missing is named.
 */
export function findPackages(files: ProjectFiles, packagesPath: string, render: RenderText): FoundPackages {
  const installed = installedFolders(files, packagesPath);
  const { declared, problems } = readLists(files, render);
  const names = new Set(installed.map((folder) => folder.split('/').at(-2) ?? ''));
  const folders = [...installed];
  for (const each of declared) {
    const local = localFolder(each);
    if (local === undefined) continue;
    const isInstalled = names.has(local.split('/').at(-2) ?? '');
    if (files.has(`${local}dbt_project.yml`) && !folders.includes(local) && !isInstalled) folders.push(local);
  }
  const missing = declared.filter((each) => !isThere(each, names, files));
  // dbt counts: a package may be installed under a name that its address does not tell.
  const isShort = folders.length < declared.length;
  return { folders: folders.sort(), problems: [...problems, ...(isShort ? missing.map(missingProblem) : [])] };
}

function installedFolders(files: ProjectFiles, packagesPath: string): string[] {
  const parents = new Set([packagesPath, 'dbt_packages', 'dbt_modules']);
  const found: string[] = [];
  for (const path of files.keys()) {
    if (!path.endsWith('/dbt_project.yml')) continue;
    const parent = [...parents].find((each) => path.startsWith(`${each}/`));
    const rest = parent === undefined ? [] : path.slice(parent.length + 1).split('/');
    if (rest.length === 2) found.push(`${parent}/${rest[0]}/`);
  }
  return found;
}

function readLists(files: ProjectFiles, render: RenderText): { declared: Declared[]; problems: Problem[] } {
  const declared: Declared[] = [];
  const problems: Problem[] = [];
  for (const path of FILES) {
    const text = files.get(path);
    if (text === undefined) continue;
    const file = parseYaml(text, path);
    problems.push(...file.problems);
    // dbt renders the one and not the other. A secret in an address is the matter of who installs the package.
    const root =
      path === 'packages.yml'
        ? renderTree(
            file.root,
            (text, at) => render({ text, at, path, file }),
            () => {},
          )
        : file.root;
    const packages = child(root, 'packages');
    const [before] = declared;
    if (packages !== undefined && before !== undefined) problems.push(twoLists(packages, { path, file }, before.path));
    for (const yaml of listOf(packages)) {
      if (sourceOf(yaml) === undefined) problems.push(unknownSource(yaml, { path, file }));
      else declared.push({ yaml, file, path });
    }
    for (const yaml of listOf(child(root, 'projects'))) problems.push(otherProject(yaml, { path, file }));
  }
  return { declared, problems };
}

const SOURCES = ['package', 'git', 'local', 'private', 'tarball'];

/** Where a package comes from: `package`, `git`, `local`, `private` or `tarball`. */
const sourceOf = (yaml: Yaml): string | undefined => SOURCES.find((key) => child(yaml, key) !== undefined);

const addressOf = (yaml: Yaml): string => scalarText(child(yaml, sourceOf(yaml) ?? '')) ?? '';

/** A local package's folder inside the project; one outside of it is not part of what was brought here. */
function localFolder({ yaml }: Declared): string | undefined {
  const written = scalarText(child(yaml, 'local'));
  if (written === undefined) return undefined;
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${parts.join('/')}/`;
}

function isThere(each: Declared, names: ReadonlySet<string>, files: ProjectFiles): boolean {
  const local = localFolder(each);
  if (local !== undefined && files.has(`${local}dbt_project.yml`)) return true;
  return names.has(nameOf(each.yaml)) || names.has(nameOf(each.yaml).replaceAll('-', '_'));
}

/** The name an address suggests: `dbt-labs/dbt_utils`, `https://…/dbt-utils.git`, `../shared`. */
const nameOf = (yaml: Yaml): string =>
  scalarText(child(yaml, 'name')) ??
  addressOf(yaml)
    .replace(/(?:\.git|\.tar\.gz|\.tgz)?\/?$/, '')
    .split(/[/:]/)
    .at(-1) ??
  '';

type Place = Parameters<typeof problemAt>[0];

function missingProblem({ yaml, file, path }: Declared): Problem {
  const address = addressOf(yaml).replace(/\/\/[^@/]*@/, '//');
  const isPrivate = child(yaml, 'private') !== undefined;
  const problem = problemAt({ file, path }, yaml.at, {
    code: isPrivate ? 'package.private' : 'package.missing',
    message: isPrivate
      ? `The private package "${address}" is not here, and Insitu has no access to it.`
      : `The package "${address}" is not here.`,
    remedy: `Run  dbt deps  where you have access, and bring the folder dbt_packages/${nameOf(yaml)} along.`,
  });
  return { ...problem, missing: nameOf(yaml).replaceAll('-', '_') };
}

const unknownSource = (yaml: Yaml, place: Place): Problem =>
  problemAt(place, yaml.at, {
    code: 'package.source',
    message: 'This entry does not say where its package comes from.',
    remedy: `Give it one of ${SOURCES.join(', ')}.`,
  });

const twoLists = (yaml: Yaml, place: Place, other: string): Problem =>
  problemAt(place, yaml.at, {
    code: 'package.two_lists',
    message: `"packages" stands in ${other} and in ${place.path}.`,
    remedy: 'Keep one of the two lists.',
  });

/** dbt's cross-project references need dbt's own platform. */
const otherProject = (yaml: Yaml, place: Place): Problem => ({
  ...problemAt(place, yaml.at, {
    code: 'package.project',
    message: `The project "${scalarText(child(yaml, 'name')) ?? ''}" is another one: its models can't be referred to here.`,
    remedy: 'Read its relations as sources.',
  }),
  severity: 'warning',
});
