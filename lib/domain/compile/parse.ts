import type { ProjectFiles } from '../../contracts/project.ts';
import { type FileCache, type Package, type Project, readProject } from '../project/index.ts';
import { duplicateDocs } from './docs.ts';
import type { Draft } from './draft.ts';
import { collectDrafts } from './drafts.ts';
import { Lookup } from './lookup.ts';
import { MacroRegistry } from './macros/registry.ts';
import type { Memo } from './memo.ts';
import type { CompileOptions } from './options.ts';
import { type Resolved, resolveAll } from './resolve.ts';
import type { Workspace } from './workspace.ts';

/** A project whose nodes are known, with what they refer to found; none is compiled. */
export interface Parse {
  readonly workspace: Workspace;
  readonly memo: Memo;
  readonly lookup: Lookup;
  readonly resolved: ReadonlyMap<string, Resolved>;
  readonly disabled: readonly Draft[];
  /** What every node's text depends on besides the node. */
  readonly shared: readonly unknown[];
}

export const allPackages = (project: Project): readonly Package[] => [project.root, ...project.packages];

const groupNames = (project: Project): ReadonlySet<string> =>
  new Set(
    allPackages(project).flatMap((each) =>
      each.properties.filter((entry) => entry.kind === 'groups').map((entry) => entry.name),
    ),
  );

const macroInputs = (project: Project): readonly unknown[] => [
  project.root.config,
  ...allPackages(project).flatMap((each) => [each.name, ...each.macros]),
];

/** Reads a project: files to drafts of nodes, and every reference to what it means. */
export function parseProject(files: ProjectFiles, options: CompileOptions, cache: FileCache, memo: Memo): Parse {
  memo.begin();
  const project = readProject(files, cache);
  const macros = memo.get('macros', macroInputs(project), () => new MacroRegistry(project, cache));
  const docs = memo.get(
    'docs',
    allPackages(project).flatMap((each) => each.docs),
    () => ({}),
  );
  const workspace: Workspace = {
    project,
    macros,
    options,
    cache,
    packageValues: new Map(),
    rendered: new Map(),
    report: (problem) => memo.report(problem),
  };
  const shared = [macros, docs, options, project.root.config];
  const list = collectDrafts(workspace, memo, shared);
  const lookup = new Lookup(list.drafts.values(), list.disabled, project, options);
  const { nodes, disabled, problems } = resolveAll(list.drafts.values(), lookup, groupNames(project));
  for (const problem of [...problems, ...duplicateDocs(project)]) workspace.report(problem);
  return { workspace, memo, lookup, resolved: nodes, disabled: [...list.disabled, ...disabled], shared };
}
