import type { Problem } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { type ProjectConfig, readProjectConfig } from './config-file.ts';
import { readDocs } from './docs.ts';
import { findPackages } from './packages.ts';
import type { Package, Project, ResourceFile } from './project.ts';
import { readProperties } from './properties.ts';
import { TextLines } from './text-lines.ts';
import { parseYaml } from './yaml.ts';

/** Remembers what a file gave, as long as its text stays the same. */
export class FileCache {
  private readonly entries = new Map<string, { text: string; value: unknown }>();

  /** The value made from a file's text by `make`, made again only when the text changed. */
  get<T>(stage: string, path: string, text: string, make: () => T): T {
    const key = `${stage}\0${path}`;
    const known = this.entries.get(key);
    // A stage always makes one type of value, so what was stored under its key is a T.
    if (known !== undefined && known.text === text) return known.value as T;
    const value = make();
    this.entries.set(key, { text, value });
    return value;
  }
}

const EMPTY_CONFIG = 'name: project\n';

/**
 * Reads a project's files into what they define. Every problem is collected; one file's
 * problem hides no other file.
 */
export function readProject(files: ProjectFiles, cache: FileCache = new FileCache()): Project {
  const problems: Problem[] = [];
  const configText = files.get('dbt_project.yml');
  if (configText === undefined) problems.push(noProjectFile());
  const rootConfig = readConfig(configText ?? EMPTY_CONFIG, 'dbt_project.yml', cache, problems);
  const { folders, problems: packageProblems } = findPackages(files, rootConfig.packagesPath);
  problems.push(...packageProblems);
  const paths = [...files.keys()].sort();
  const root = readPackage(files, paths, '', rootConfig, folders, cache, problems);
  const packages = folders.map((prefix) => {
    const path = `${prefix}dbt_project.yml`;
    const config = readConfig(files.get(path) ?? EMPTY_CONFIG, path, cache, problems);
    return readPackage(files, paths, prefix, config, [], cache, problems);
  });
  problems.push(...duplicatePackages(root, packages));
  return { root, packages, problems };
}

function readConfig(text: string, path: string, cache: FileCache, problems: Problem[]): ProjectConfig {
  const read = cache.get('config', path, text, () => readProjectConfig(text, path));
  problems.push(...read.problems);
  return read.config;
}

type Kind = 'models' | 'seeds' | 'tests' | 'macros' | 'analyses' | 'snapshots' | 'functions';

function kindFolders(config: ProjectConfig): { kind: Kind; folder: string }[] {
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

function readPackage(
  files: ProjectFiles,
  paths: readonly string[],
  prefix: string,
  config: ProjectConfig,
  inner: readonly string[],
  cache: FileCache,
  problems: Problem[],
): Package {
  const found: Record<Kind, ResourceFile[]> = {
    models: [],
    seeds: [],
    tests: [],
    macros: [],
    analyses: [],
    snapshots: [],
    functions: [],
  };
  const properties: Package['properties'][number][] = [];
  const docs: Package['docs'][number][] = [];
  const folders = kindFolders(config);
  for (const path of paths) {
    if (!path.startsWith(prefix) || inner.some((other) => path.startsWith(other))) continue;
    const place = folderOf(path.slice(prefix.length), folders);
    if (place === undefined) continue;
    const text = files.get(path) ?? '';
    if (place.kind !== 'seeds' && !path.endsWith('.md')) problems.push(...notUtf8(path, text));
    if (/\.ya?ml$/.test(path)) {
      const read = cache.get('properties', path, text, () => readProperties(parseYaml(text, path), path));
      properties.push(...read.entries);
      problems.push(...read.problems);
    } else if (path.endsWith('.md')) {
      const read = cache.get('docs', path, text, () => readDocs(text, path));
      docs.push(...read.blocks);
      problems.push(...read.problems);
    } else found[place.kind].push(cache.get('resource', path, text, () => resource(path, place.rest, text)));
  }
  return packageOf(config, prefix, found, properties, docs);
}

function packageOf(
  config: ProjectConfig,
  prefix: string,
  found: Readonly<Record<Kind, ResourceFile[]>>,
  properties: Package['properties'],
  docs: Package['docs'],
): Package {
  const ending = (kind: Kind, end: string) => found[kind].filter((file) => file.path.endsWith(end));
  const genericTests = found.tests.filter((file) => file.path.endsWith('.sql') && file.folders[0] === 'generic');
  return {
    name: config.name,
    prefix,
    config,
    sqlModels: ending('models', '.sql'),
    pythonModels: ending('models', '.py'),
    seeds: ending('seeds', '.csv'),
    tests: ending('tests', '.sql').filter((file) => !['generic', 'fixtures'].includes(file.folders[0] ?? '')),
    pythonTests: ending('tests', '.py'),
    fixtures: found.tests.filter((file) => file.folders[0] === 'fixtures'),
    macros: [...ending('macros', '.sql'), ...genericTests],
    analyses: ending('analyses', '.sql'),
    scripts: ending('analyses', '.py'),
    snapshots: ending('snapshots', '.sql'),
    functions: [...ending('functions', '.sql'), ...ending('functions', '.py')],
    properties,
    docs,
  };
}

function folderOf(
  path: string,
  folders: readonly { kind: Kind; folder: string }[],
): { kind: Kind; rest: string } | undefined {
  let best: { kind: Kind; folder: string } | undefined;
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
