import type { Access } from '#lib/access/access.ts';
import type { PreviewRequest, PreviewResult } from '#lib/contracts/api.ts';
import type { CompiledNode, NodeWork, Script } from '#lib/contracts/compilation.ts';
import { isDescribed, type NodeKind } from '#lib/contracts/graph.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { preview } from '#lib/db/data/index.ts';
import type { BranchFacts } from '../project/store.ts';
import { cellSpec, inputsOf } from '../run/index.ts';
import { compileDrafts } from './compiled-store.ts';
import { branchTarget, personSession } from './connection-store.ts';
import { recordEgress } from './egress-store.ts';
import { CellStopped, runScratch, type Shown } from './scratch-store.ts';
import { findSelection, inFile } from './selection.ts';

/**
 * Shows what a node or a selection gives, as the person's own role, writing nothing. A failure of
 * the text or the data is part of the answer, on its line in the file.
 */
export async function previewNode(
  access: Access,
  branch: BranchFacts,
  request: PreviewRequest,
  signal: AbortSignal,
): Promise<PreviewResult> {
  const started = performance.now();
  const { path, selection } = request;
  // A selection of a cell is a script; of a model it is compiled in the model's place.
  const instead = selection !== undefined && path.endsWith('.sql') ? { path, text: selection } : undefined;
  const { files, compilation } = await compileDrafts(access, branch, instead);
  const file = files.get(path) ?? '';
  const place = selection ? findSelection(file, selection) : undefined;
  try {
    const node = [...compilation.nodes.values()].find(({ graph }) => graph.path === path && isShown(graph.kind));
    const problem = compilation.problems.find((one) => one.path === path && one.severity === 'error');
    if (problem) throw new ProblemError(problem);
    const analysis = compilation.analyses.get(path);
    const text = selection ?? file;
    const script = compilation.scripts?.get(path);
    const shown = script
      ? await showScript(access, branch, path, { ...script, source: text }, signal)
      : node
        ? await showNode({
            access,
            branch,
            node,
            text,
            signal,
            offset: request.offset,
            isSelection: selection !== undefined,
          })
        : await showSql(access, { sql: textOf(analysis, path), path, rawText: text, offset: request.offset, signal });
    return await leave(access, path, shown);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const nothing = { columns: [], rows: [], more: false, ms: performance.now() - started, sql: '' };
    const problem = inFile(
      error.problem,
      error.problem.path ?? path,
      samePath(error.problem, path) ? place : undefined,
    );
    if (!(error instanceof CellStopped)) return { ...nothing, outputs: [], problem };
    return { ...(await leave(access, path, { ...nothing, outputs: [...error.outputs] })), problem };
  }
}

/** Records what is shown before it leaves; also what a cell showed before it failed is data. */
async function leave(access: Access, path: string, shown: Shown): Promise<Shown> {
  const { columns, rows, outputs } = shown;
  const bytes = JSON.stringify([columns, rows, outputs]).length;
  await recordEgress(access, { from: path, rows: rows.length, bytes });
  return shown;
}

const samePath = (problem: Problem, path: string): boolean => problem.path === undefined || problem.path === path;

/** A YAML file also defines sources and generic tests: those are not what it shows. */
const isShown = (kind: NodeKind): boolean => kind !== 'source' && !isDescribed(kind);

function textOf(sql: string | undefined, path: string): string {
  if (sql !== undefined) return sql;
  throw new ProblemError({
    code: 'preview.nothing',
    message: 'There is nothing to run in this file.',
    remedy: 'Select a query, or open a model.',
    path,
  });
}

interface ShowOptions {
  readonly access: Access;
  readonly branch: BranchFacts;
  readonly node: CompiledNode;
  readonly text: string;
  readonly offset: number;
  readonly signal: AbortSignal;
  readonly isSelection: boolean;
}

async function showNode(options: ShowOptions): Promise<Shown> {
  const { access, node, text, offset, signal } = options;
  const { path, id: nodeId } = node.graph;
  if (node.work.type === 'python') return showPython(options, node.work);
  return showSql(access, { sql: sqlOf(node, path), path, nodeId, rawText: text, offset, signal });
}

function sqlOf({ work }: CompiledNode, path: string): string {
  if ('sql' in work && work.sql !== undefined) return work.sql;
  if (work.type === 'seed') return `select * from ${quote(work.relation.schema)}.${quote(work.relation.identifier)}`;
  if (work.type === 'invalid') throw new ProblemError(work.problem);
  if (work.type === 'deferred' || work.type === 'macro') throw new ProblemError(asksDatabase(path));
  return textOf(undefined, path);
}

const asksDatabase = (path: string) => ({
  code: 'preview.needs_database',
  message: 'This node asks the database while it is rendered: its query is known when it runs.',
  remedy: 'Run it, then look at the rows of its relation.',
  path,
});

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

interface SqlRequest {
  readonly sql: string;
  readonly path: string;
  readonly nodeId?: string;
  readonly rawText: string;
  readonly offset: number;
  readonly signal: AbortSignal;
}

async function showSql(access: Access, { sql, path, nodeId, rawText, offset, signal }: SqlRequest): Promise<Shown> {
  const session = await personSession(access);
  const place = { path, rawText, ...(nodeId ? { nodeId } : {}) };
  const { columns, rows, more, ms } = await preview(session, { sql, offset, signal, place });
  return { columns: [...columns], rows: rows.map((row) => [...row]), more, ms, sql, outputs: [] };
}

/** Runs a cell fenced, for its looks. A selection is a script: its last expression shows. */
async function showPython(options: ShowOptions, work: Extract<NodeWork, { type: 'python' }>): Promise<Shown> {
  const { access, branch, node, text, signal } = options;
  const target = await branchTarget(access, branch);
  const spec = { ...cellSpec(node, work, { vars: {}, target }), ...(options.isSelection ? { source: text } : {}) };
  return runScratch(access, spec, { nodeId: node.graph.id, path: node.graph.path, text }, signal);
}

/** Runs a script of `analyses/`, or a part of it. */
async function showScript(
  access: Access,
  branch: BranchFacts,
  path: string,
  { source, inputs }: Script,
  signal: AbortSignal,
): Promise<Shown> {
  const target = await branchTarget(access, branch);
  return runScratch(access, { source, path, inputs: inputsOf(inputs), target }, { path, text: source }, signal);
}
