import type { Problem } from '../../contracts/problem.ts';
import type { Package, ResourceFile } from '../project/index.ts';
import type { Works } from './compile-all.ts';
import { type CompiledWork, inlinedCtes } from './compile-node.ts';
import { compileContext, compileSql } from './compile-sql.ts';
import type { Draft } from './draft.ts';
import { entriesOf } from './entries.ts';
import { type CompiledText, injectCtes } from './ephemeral.ts';
import { calledNames } from './face.ts';
import type { Lookup } from './lookup.ts';
import { draftAnalysis } from './nodes/analyses.ts';
import type { Parse } from './parse.ts';
import { type Resolved, resolveDraft } from './resolve.ts';
import type { Workspace } from './workspace.ts';

/** An analysis: what it refers to, and its SQL unless it can't be compiled. */
export interface Analysis {
  readonly resolved: Resolved;
  readonly sql: string | undefined;
  /** Unique ids of the macros that its text called itself while `execute` was true. */
  readonly called: readonly string[];
  readonly problems: readonly Problem[];
  /** Names it found others by. */
  readonly reads: readonly string[];
  /** Macros that were looked for while it was compiled. */
  readonly macros: readonly string[];
}

/** By path. */
export type Analyses = ReadonlyMap<string, Analysis>;

/**
 * The analyses of the project and its packages. They are looked at, never built: no nodes of the graph.
 * @param works what ephemeral models are written into them from
 */
export function compileAnalyses(parse: Parse, works: Works, before: Analyses | undefined): Analyses {
  const { workspace, changes } = parse;
  const analyses = new Map<string, Analysis>();
  for (const { each, file } of filesOf(parse)) {
    const draft = draftOf(parse, each, file);
    const known = before?.get(file.path);
    const holds =
      known?.resolved.draft === draft &&
      changes !== undefined &&
      !known.reads.some((name) => changes.names.has(name)) &&
      !known.resolved.dependsOn.some((id) => works.changed.has(id)) &&
      !known.macros.some((name) => changes.macros.has(name));
    const analysis = holds ? known : compileAnalysis(parse, each, draft, works.rows);
    // An analysis that can't be rendered is nobody's but its own; what parsing finds is the whole project's.
    for (const problem of analysis.problems)
      workspace.report({ ...problem, nodeId: problem.rendering ? problem.nodeId : undefined });
    analyses.set(file.path, analysis);
  }
  return analyses;
}

/** Compiled text by path; null for one that asks the database. */
export const analysisTexts = (analyses: Analyses): ReadonlyMap<string, string | null> =>
  new Map(
    [...analyses].flatMap(([path, { sql = null, problems }]): (readonly [string, string | null])[] =>
      sql === '' || (sql === null && problems.length > 0) ? [] : [[path, sql]],
    ),
  );

const filesOf = ({ workspace: { project } }: Pick<Parse, 'workspace'>) =>
  [project.root, ...project.packages].flatMap((each) => each.analyses.map((file) => ({ each, file })));

/** The analyses with what they refer to found, none compiled. */
export const resolvedAnalyses = (parse: Pick<Parse, 'workspace' | 'lookup' | 'shared'>): Resolved[] =>
  filesOf(parse).map(({ each, file }) => resolveDraft(draftOf(parse, each, file), parse.lookup));

function draftOf({ workspace, shared }: Pick<Parse, 'workspace' | 'shared'>, each: Package, file: ResourceFile): Draft {
  const entry = entriesOf(workspace, each).find('analyses', file.name);
  return workspace.memo.get('analyses', file.path, [file, entry, shared], () =>
    draftAnalysis(workspace, each, file, entry),
  );
}

function compileAnalysis(
  { workspace, lookup: all }: Parse,
  each: Package,
  draft: Draft,
  done: ReadonlyMap<string, CompiledWork>,
): Analysis {
  const reads = new Set(calledNames(draft));
  const lookup = all.watched((name) => reads.add(name));
  const { value, problems, macros } = workspace.memo.collect(() => {
    const resolved = resolveDraft(draft, lookup);
    const refused = draft.template === undefined ? draft.problems : resolved.problems;
    if (draft.template === undefined || refused.length > 0) return { resolved, called: [], refused };
    const text = analysisText({ workspace, each, resolved, lookup, done });
    return text !== undefined && 'message' in text
      ? { resolved, called: [], refused: [{ ...text, rendering: true as const }] }
      : { resolved, sql: text?.code, called: text?.macros ?? [], refused: [] };
  });
  const { resolved, sql, called, refused } = value;
  return { resolved, sql, called, problems: [...problems, ...refused], reads: [...reads], macros };
}

interface AnalysisCompiling {
  readonly workspace: Workspace;
  readonly each: Package;
  readonly resolved: Resolved;
  readonly lookup: Lookup;
  /** What it depends on, compiled. */
  readonly done: ReadonlyMap<string, CompiledWork>;
}

/** An analysis rendered, the ephemeral models it reads written into it; undefined for one that asks a database that is not there. */
export function analysisText(compiling: AnalysisCompiling): CompiledText | Problem | undefined {
  const { workspace, each, resolved, lookup, done } = compiling;
  const { draft } = resolved;
  const ctes = inlinedCtes(resolved, done);
  if ('code' in ctes) return ctes;
  const compiled = compileSql(workspace, each, draft, compileContext(workspace, each, draft, lookup));
  if (!compiled.ok) return compiled.problem;
  if (compiled.sql === undefined || ctes.some(({ sql }) => sql === undefined)) return undefined;
  return { code: injectCtes(compiled.sql, ctes), ctes, macros: compiled.called };
}
