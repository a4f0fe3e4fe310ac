import type { Problem } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { type ProjectConfig, readProjectConfig } from './config-file.ts';
import { type DocsBlock, readDocs } from './docs.ts';
import { readIgnoreFile } from './ignore-file.ts';
import { Memo } from './memo.ts';
import { findPackages } from './packages.ts';
import type { Package, Project, ResourceFile } from './project.ts';
import { readProperties } from './properties.ts';
import type { PropertyEntry } from './property-entry.ts';
import { TextLines } from './text-lines.ts';
import { parseYaml } from './yaml.ts';
import { asWritten, type RenderText } from './yaml-rendered.ts';

const EMPTY_CONFIG = 'name: project\n';

/**
 * Reads a project's files into what they define. Every problem is collected; one file's
 * problem hides no other file.
 * @param memo what earlier readings gave: a file is read again when its text changed, and a list of a
 *   package is the same object as long as nothing in it changed
 * @param render renders the Jinja of `dbt_project.yml` and `packages.yml`; the same function as long as it gives the same
 */
export function readProject(files: ProjectFiles, memo: Memo = new Memo(), render: RenderText = asWritten): Project {
  const problems: Problem[] = [];
  const configText = files.get('dbt_project.yml');
  if (configText === undefined) problems.push(noProjectFile());
  const rootConfig = readConfig({ text: configText, path: 'dbt_project.yml', render }, memo, problems);
  const keys = [...files.keys()];
  const paths = memo.get('paths', '', keys, () => keys.toSorted());
  const lists = [files.get('packages.yml'), files.get('dependencies.yml')];
  const { folders, problems: packageProblems } = memo.get('packages', '', [paths, rootConfig, render, ...lists], () =>
    findPackages(files, rootConfig.packagesPath, render),
  );
  problems.push(...packageProblems);
  const reading = { files, paths, memo, problems };
  const root = readPackage(reading, '', rootConfig, folders);
  const packages = folders.map((prefix) => {
    const path = `${prefix}dbt_project.yml`;
    const config = readConfig({ text: files.get(path), path, render }, memo, problems);
    return readPackage(reading, prefix, config, []);
  });
  problems.push(...duplicatePackages(root, packages));
  return { root, packages, problems };
}

interface ConfigText {
  /** Undefined where there is no file. */
  readonly text: string | undefined;
  readonly path: string;
  readonly render: RenderText;
}

function readConfig({ text = EMPTY_CONFIG, path, render }: ConfigText, memo: Memo, problems: Problem[]): ProjectConfig {
  const read = memo.get('config', path, [text, render], () => readProjectConfig(text, path, render));
  problems.push(...read.problems);
  return read.config;
}

type Kind = 'models' | 'seeds' | 'tests' | 'macros' | 'analyses' | 'snapshots' | 'functions';

interface KindFolder {
  readonly kind: Kind;
  readonly folder: string;
}

function kindFolders(config: ProjectConfig): KindFolder[] {
  const of = (kind: Kind, folders: readonly string[]) => folders.map((folder) => ({ kind, folder }));
  return [
    ...of('models', config.modelPaths),
    ...of('seeds', config.seedPaths),
    ...of('tests', config.testPaths),
    ...of('macros', config.macroPaths),
    ...of('analyses', config.analysisPaths),
    ...of('snapshots', config.snapshotPaths),
    ...of('functions', config.functionPaths),
  ];
}

interface Reading {
  readonly files: ProjectFiles;
  readonly paths: readonly string[];
  readonly memo: Memo;
  readonly problems: Problem[];
}

/** Lists of files that a package has. */
type Shelf = {
  [Key in keyof Package]: Package[Key] extends readonly ResourceFile[] ? Key : never;
}[keyof Package];

/** What one file gives its package. */
interface FileContent {
  readonly shelf?: Shelf | 'genericTests';
  readonly file?: ResourceFile;
  readonly entries?: readonly PropertyEntry[];
  readonly blocks?: readonly DocsBlock[];
  readonly problems: readonly Problem[];
}

const NOTHING: FileContent = { problems: [] };

function readPackage(
  { files, paths, memo, problems }: Reading,
  prefix: string,
  config: ProjectConfig,
  inner: readonly string[],
): Package {
  const folders = kindFolders(config);
  const ignored = files.get(`${prefix}.dbtignore`) ?? '';
  const own = memo.get('paths of', prefix, [paths, ignored, ...inner], () => ownPaths(paths, prefix, inner, ignored));
  const texts = own.map((path) => files.get(path) ?? '');
  const contents = memo.each(`file ${prefix}`, {
    items: own,
    keyOf: (path) => path,
    columns: [texts],
    shared: [config],
    make: (path, at) => readFile({ path, prefix, text: texts[at] ?? '' }, folders, config.docsPaths),
  });
  for (const read of contents) for (const problem of read.problems) problems.push(problem);
  return packageOf(contents, prefix, config, memo);
}

/** The paths of a package, in their order, without those of others inside of it and what it ignores. */
function ownPaths(paths: readonly string[], prefix: string, inner: readonly string[], ignored: string): string[] {
  const isIgnored = readIgnoreFile(ignored);
  return paths.filter(
    (path) =>
      path.startsWith(prefix) &&
      !inner.some((other) => path.startsWith(other)) &&
      (ignored === '' || !isIgnored(path.slice(prefix.length))),
  );
}

/** What the files of a package are to it. A list is the one of before while nothing in it changed. */
function packageOf(contents: readonly FileContent[], prefix: string, config: ProjectConfig, memo: Memo): Package {
  const shelves = emptyShelves();
  const properties: PropertyEntry[] = [];
  const docs: DocsBlock[] = [];
  for (const read of contents) {
    if (read.shelf !== undefined && read.file !== undefined) shelves[read.shelf].push(read.file);
    for (const entry of read.entries ?? []) properties.push(entry);
    for (const block of read.blocks ?? []) docs.push(block);
  }
  const kept = (shelf: Shelf) => memo.list(`${prefix}${shelf}`, shelves[shelf]);
  return {
    name: config.name,
    prefix,
    config,
    sqlModels: kept('sqlModels'),
    pythonModels: kept('pythonModels'),
    seeds: kept('seeds'),
    tests: kept('tests'),
    pythonTests: kept('pythonTests'),
    fixtures: kept('fixtures'),
    macros: memo.list(`${prefix}macros`, [...shelves.macros, ...shelves.genericTests]),
    analyses: kept('analyses'),
    scripts: kept('scripts'),
    snapshots: kept('snapshots'),
    functions: memo.list(`${prefix}functions`, [
      ...shelves.functions.filter(isSql),
      ...shelves.functions.filter(isPython),
    ]),
    properties: memo.list(`${prefix}properties`, properties),
    docs: memo.list(`${prefix}docs`, docs),
  };
}

const emptyShelves = (): Record<Shelf | 'genericTests', ResourceFile[]> => ({
  sqlModels: [],
  pythonModels: [],
  seeds: [],
  tests: [],
  pythonTests: [],
  fixtures: [],
  macros: [],
  genericTests: [],
  analyses: [],
  scripts: [],
  snapshots: [],
  functions: [],
});

/** What an editor keeps beside a file, which dbt reads nothing of: `.m.sql`, `~m.sql`, `#m.sql`. */
const ASIDE = /(^|\/)[.#~!][^/]*$/;

interface PackageFile {
  readonly path: string;
  readonly prefix: string;
  readonly text: string;
}

/** @param docsPaths where docs blocks are; without any, beside everything else. */
function readFile(
  { path, prefix, text }: PackageFile,
  folders: readonly KindFolder[],
  docsPaths: readonly string[],
): FileContent {
  if (ASIDE.test(path)) return NOTHING;
  const own = path.slice(prefix.length);
  const place = folderOf(own, folders);
  if (/\.md$/i.test(path)) {
    const isRead = docsPaths.length === 0 ? place !== undefined : docsPaths.some((each) => own.startsWith(`${each}/`));
    if (!isRead) return NOTHING;
    const { blocks, problems } = readDocs(text, path);
    return { blocks, problems: [...notUtf8(path, text), ...problems] };
  }
  if (place === undefined) return NOTHING;
  if (/\.ya?ml$/i.test(path)) {
    const { entries, problems } = readProperties(parseYaml(text, path), path);
    return { entries, problems: [...notUtf8(path, text), ...problems] };
  }
  const file = resource(path, place.rest, text);
  const shelf = shelfOf(place.kind, file);
  if (shelf === undefined) return NOTHING;
  return { shelf, file, problems: place.kind === 'seeds' ? [] : notUtf8(path, text) };
}

const isSql = ({ path }: ResourceFile): boolean => /\.sql$/i.test(path);
const isPython = ({ path }: ResourceFile): boolean => /\.py$/i.test(path);

/** Where a package keeps a file of a folder; a file of another ending is nothing to it. */
function shelfOf(kind: Kind, file: ResourceFile): FileContent['shelf'] {
  const [first] = file.folders;
  switch (kind) {
    case 'models':
      return isSql(file) ? 'sqlModels' : isPython(file) ? 'pythonModels' : undefined;
    case 'seeds':
      return /\.csv$/i.test(file.path) ? 'seeds' : undefined;
    case 'tests':
      if (first === 'fixtures') return isPython(file) ? 'pythonTests' : 'fixtures';
      if (isSql(file)) return first === 'generic' ? 'genericTests' : 'tests';
      return isPython(file) ? 'pythonTests' : undefined;
    case 'macros':
      return isSql(file) ? 'macros' : undefined;
    case 'analyses':
      return isSql(file) ? 'analyses' : isPython(file) ? 'scripts' : undefined;
    case 'snapshots':
      return isSql(file) ? 'snapshots' : undefined;
    case 'functions':
      return isSql(file) || isPython(file) ? 'functions' : undefined;
  }
}

function folderOf(path: string, folders: readonly KindFolder[]): { kind: Kind; rest: string } | undefined {
  let best: KindFolder | undefined;
  for (const each of folders) {
    if (path.startsWith(`${each.folder}/`) && each.folder.length > (best?.folder.length ?? -1)) best = each;
  }
  return best === undefined ? undefined : { kind: best.kind, rest: path.slice(best.folder.length + 1) };
}

function resource(path: string, rest: string, text: string): ResourceFile {
  const parts = rest.split('/');
  const file = parts.pop() ?? rest;
  return { path, name: file.replace(/\.[^.]+$/, ''), folders: parts, text };
}

/** What a decoder puts in the place of bytes that are not UTF-8. */
function notUtf8(path: string, text: string): Problem[] {
  const at = text.indexOf('\uFFFD');
  if (at === -1) return [];
  const problem: Problem = {
    code: 'file.not_utf8',
    severity: 'error',
    message: 'This file is not UTF-8.',
    path,
    ...new TextLines(text).position(at),
    remedy: 'Save it as UTF-8, or remove the character U+FFFD here.',
  };
  return [problem];
}

const noProjectFile = (): Problem => ({
  code: 'project.missing',
  severity: 'error',
  message: 'This folder is not a dbt project: dbt_project.yml is missing.',
  path: 'dbt_project.yml',
  line: 1,
  column: 1,
  remedy: 'Add a dbt_project.yml with at least a name.',
});

function duplicatePackages(root: Package, packages: readonly Package[]): Problem[] {
  const seen = new Map([[root.name, root]]);
  const problems: Problem[] = [];
  for (const each of packages) {
    const other = seen.get(each.name);
    if (other === undefined) seen.set(each.name, each);
    else {
      problems.push({
        code: 'project.duplicate_package',
        severity: 'error',
        message: `The package in ${each.prefix} has the name "${each.name}", as ${other.prefix === '' ? 'the project itself' : other.prefix} has.`,
        path: each.config.path,
        line: 1,
        column: 1,
        remedy: 'Rename one of the two in its dbt_project.yml.',
      });
    }
  }
  return problems;
}
