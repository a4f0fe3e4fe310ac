import type { NodeWork } from '#lib/contracts/compilation.ts';
import { makeRunResults } from '#lib/domain/artifact/index.ts';
import type { Arguments } from '../arguments.ts';
import { invocationArgs, newInvocation, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, tellProblems } from '../compile.ts';
import { deferredFolder } from '../defer.ts';
import { inlineSql } from '../inline.ts';
import { out, paint } from '../print.ts';
import { choosing, selectedIds } from '../selection.ts';
import { type Rendered, withDatabase } from '../with-database.ts';

/** Prints the SQL or Python that would run. */
export const compile: Run = async (args) => {
  const read = compileFolder(args);
  if (args.inline !== undefined) {
    printText(args, { id: 'inline', path: '', text: await inlineSql(args, read, args.inline) });
    return 0;
  }
  const chosen = selectedIds(args, read);
  // Nothing is built: as under dbt also what is chosen is read from the state.
  const folder = await deferredFolder(args, read, new Set());
  const about = folder.compilation.problems.filter(({ nodeId }) => nodeId === undefined || chosen.has(nodeId));
  const errors = tellProblems(about, args);
  const compiled = await compileChosen(args, folder, chosen);
  for (const { graph, work } of compiled.nodes) {
    const text = compiledText(work);
    if (text !== undefined) printText(args, { id: graph.id, path: graph.path, text });
  }
  if (errors === 0) writeCompiled(args, folder, compiled);
  // dbt stops at the first error: there are no results, and the manifest is that of the parse.
  else writeManifest(args, folder, new Set());
  return errors > 0 ? 1 : 0;
};

/** What a command compiled. */
interface Compiled extends Rendered {
  /** Ids of analyses, and of hooks of a run, which dbt compiles as nodes. */
  readonly beside: readonly string[];
}

/** The chosen nodes and analyses, those that ask the database rendered on it. @throws ProblemError */
export async function compileChosen(
  args: Arguments,
  folder: CompiledFolder,
  chosen: ReadonlySet<string>,
): Promise<Compiled> {
  const nodes = [...folder.compilation.nodes.values()].filter(({ graph }) => chosen.has(graph.id));
  const drafts = folder.parsed.analyses.map(({ resolved }) => resolved.draft).filter(({ id }) => chosen.has(id));
  const hooks = (folder.compilation.runHooks ?? []).filter(({ id }) => chosen.has(id));
  const asked = { analyses: drafts.map(({ path }) => path), hooks };
  return {
    ...(await withDatabase(args, choosing(folder, args.command, chosen), nodes, asked)),
    beside: [...drafts, ...hooks].map(({ id }) => id),
  };
}

function printText(args: Arguments, { id, path, text }: { id: string; path: string; text: string }): void {
  if (args.quiet) return;
  if (args.json) out(JSON.stringify({ type: 'compiled', nodeId: id, path, text }));
  else for (const line of [paint('dim', `-- ${id}  ${path}`), text.trim(), '']) out(line);
}

/** The manifest with these nodes compiled, and as dbt does the results of having compiled them. */
export function writeCompiled(args: Arguments, folder: CompiledFolder, { nodes, beside, texts }: Compiled) {
  const ids = new Set<string>([...nodes.map(({ graph }) => graph.id), ...beside]);
  const manifest = writeManifest(args, folder, ids, { texts });
  const now = new Date().toISOString();
  // dbt compiles no unit test but where it runs it.
  const told = nodes.filter(({ work }) => !['source', 'described', 'ephemeral', 'unit_test'].includes(work.type));
  const steps = [...told.map(({ graph }) => graph.id), ...beside].map((nodeId) => ({
    nodeId,
    status: 'success' as const,
    ms: 0,
    startedAt: now,
    endedAt: now,
  }));
  const run = { steps, texts, elapsedMs: 0, args: invocationArgs(args, args.command) };
  writeArtifact(args, folder, 'run_results.json', makeRunResults(folder.compilation, manifest, newInvocation(), run));
  return manifest;
}

function compiledText(work: NodeWork): string | undefined {
  if ('sql' in work) return work.sql;
  return 'source' in work ? work.source : undefined;
}
