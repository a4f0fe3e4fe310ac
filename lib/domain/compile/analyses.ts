import { compileContext, compileSql } from './compile-sql.ts';
import { EntryIndex } from './entries.ts';
import type { Lookup } from './lookup.ts';
import { draftAnalysis } from './nodes/analyses.ts';
import { type Resolved, resolveDraft } from './resolve.ts';
import type { Workspace } from './workspace.ts';

/** An analysis: what it refers to, and its SQL unless it can't be compiled. */
export interface Analysis {
  readonly resolved: Resolved;
  readonly sql: string | undefined;
}

/** The project's analyses. They are looked at, never built: no nodes of the graph. */
export function compileAnalyses(workspace: Workspace, lookup: Lookup): Analysis[] {
  const { root } = workspace.project;
  if (root.analyses.length === 0) return [];
  const entries = new EntryIndex(workspace, root);
  return root.analyses.map((file) => {
    const resolved = resolveDraft(draftAnalysis(workspace, root, file, entries), lookup);
    const { draft } = resolved;
    if (draft.template === undefined) {
      for (const problem of draft.problems) workspace.report({ ...problem, nodeId: undefined });
      return { resolved, sql: undefined };
    }
    const compiled = compileSql(workspace, root, draft, compileContext(workspace, root, draft, lookup));
    if (!compiled.ok) workspace.report({ ...compiled.problem, nodeId: undefined });
    return { resolved, sql: compiled.ok ? compiled.sql : undefined };
  });
}
