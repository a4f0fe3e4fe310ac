import type { Problem } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { Memo, type Package, type Project, readProject } from '../project/index.ts';
import { type Changes, changesOf, staleDrafts } from './changes.ts';
import { duplicateDocs } from './docs.ts';
import type { Draft } from './draft.ts';
import { type DraftList, listDrafts } from './draft-list.ts';
import { collectDrafts } from './drafts.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { MacroRegistry } from './macros/registry.ts';
import { renewedMacros } from './macros/renewed.ts';
import type { CompileOptions } from './options.ts';
import { projectText } from './project-text.ts';
import { type Resolution, type Resolved, resolveAll } from './resolve.ts';
import { semanticProblems } from './semantic/check.ts';
import type { Table } from './table.ts';
import type { Workspace } from './workspace.ts';

/** A project whose nodes are known, with what they refer to found; none is compiled. */
export interface Parse {
  readonly workspace: Workspace;
  readonly lookup: Lookup;
  readonly nodes: Table<Resolved>;
  readonly disabled: readonly Draft[];
  /** Tests of what is not there. */
  readonly lost: readonly Draft[];
  /** What nodes may find else than in the parse before; undefined when anything may be another. */
  readonly changes: Changes | undefined;
  /** What every node's text depends on besides the node: another object when any of it changed. */
  readonly shared: object;
  /** What the next parse is compared with. */
  readonly drafts: DraftList;
  readonly resolution: Resolution;
  readonly groups: readonly string[];
}

export const allPackages = (project: Project): readonly Package[] => [project.root, ...project.packages];

/**
 * Reads a project: files to drafts of nodes, and every reference to what it means.
 * @param before the parse of the same project before an edit, whose results are kept where they hold
 */
export function parseProject(files: ProjectFiles, options: CompileOptions, before?: Parse): Parse {
  const memo = before?.workspace.memo ?? new Memo();
  memo.begin();
  const workspace = openWorkspace(files, options, memo);
  const renewed = renewedMacros(before?.workspace.macros, workspace.macros);
  memo.renew(renewed);
  const { project } = workspace;
  const shared = sharedBy(workspace);
  const groups = memo.list('groups', groupNames(project));
  const holds = before !== undefined && before.shared === shared && before.groups === groups ? before : undefined;
  const drafts = listDrafts(collectDrafts(workspace, shared), project.root.config.flags, holds?.drafts);
  for (const problem of drafts.problems) memo.report(problem);
  const changes = holds === undefined ? undefined : changesOf(holds.drafts, drafts, renewed);
  const lookup =
    (holds && changes && lookupAfter(holds, drafts, changes)) ??
    lookupOf(drafts.table.rows, drafts.disabled, project, options);
  const stale = holds && changes ? staleDrafts(drafts.table, holds.nodes, changes) : drafts.table.changed;
  const resolution = resolveAll(drafts.table, lookup, new Set(groups), holds?.resolution, stale);
  const { nodes } = resolution;
  const lost = [...resolution.lost.values()];
  for (const problem of [
    ...lost.flatMap((each) => each.problems),
    ...duplicateDocs(project),
    ...semanticProblems(lookup, project.root.config.flags),
  ])
    workspace.report(problem);
  return {
    workspace,
    lookup,
    nodes,
    disabled: drafts.disabled,
    lost: lost.map((each) => each.draft),
    changes,
    shared,
    drafts,
    resolution,
    groups,
  };
}

/**
 * The lookup of before with the drafts of now, where an edit changed nothing that others find them by:
 * to list 30,000 drafts again was a third of the time of a keystroke.
 */
function lookupAfter(before: Parse, { table, disabled }: DraftList, changes: Changes): Lookup | undefined {
  if (changes.names.size > 0 || disabled !== before.drafts.disabled) return undefined;
  const drafts = new Map<Draft, Draft>();
  for (const id of table.changed) {
    const [old, next] = [before.drafts.table.rows.get(id), table.rows.get(id)];
    if (old === undefined || next === undefined) return undefined;
    drafts.set(old, next);
  }
  return before.lookup.replacing(drafts, table.rows);
}

function openWorkspace(files: ProjectFiles, options: CompileOptions, memo: Memo): Workspace {
  const project = readProject(
    files,
    memo,
    memo.get('project text', '', [options], () => projectText(options)),
  );
  const macroFiles = allPackages(project).flatMap((each) => [each.name, each.macros]);
  return {
    project,
    macros: memo.get('macros', '', [project.root.config, ...macroFiles], () => new MacroRegistry(project, memo)),
    options,
    memo,
    packageValues: new Map(),
    rendered: new Map(),
    report: (problem: Problem) => memo.report(problem),
  };
}

function sharedBy({ project, options, memo }: Workspace): object {
  const packages = allPackages(project).flatMap((each) => [each.config, each.docs]);
  return memo.get('shared', '', [options, ...packages], () => ({}));
}

const groupNames = (project: Project): string[] =>
  allPackages(project).flatMap((each) =>
    each.properties.filter((entry) => entry.kind === 'groups').map((entry) => entry.name),
  );
