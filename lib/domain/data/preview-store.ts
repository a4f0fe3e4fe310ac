import type { Access } from '#lib/access/access.ts';
import type { PreviewRequest, PreviewResult } from '#lib/contracts/api.ts';
import type { CompiledNode, NodeWork, Script } from '#lib/contracts/compilation.ts';
import type { SqlPlace } from '#lib/contracts/database.ts';
import { isDescribed, type NodeKind } from '#lib/contracts/graph.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { preview, readAnswer, readOnly } from '#lib/db/data/index.ts';
import type { BranchFacts } from '../project/store.ts';
import {
  cellSpec,
  inputsOf,
  needsDatabase,
  type ReadingOptions,
  renderAnalysisReading,
  renderNodeReading,
} from '../run/index.ts';
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
  const compiled = instead === undefined ? files : new Map(files).set(instead.path, instead.text);
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
            files: compiled,
            node,
            text,
            signal,
            offset: request.offset,
            isSelection: selection !== undefined,
          })
        : await showSql(access, {
            sql:
              analysis === null
                ? await analysisText({ access, branch, files: compiled, signal }, path)
                : textOf(analysis, path),
            path,
            rawText: text,
            offset: request.offset,
            signal,
          });
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

/** What a text that asks the database is rendered with. */
interface Asking {
  readonly access: Access;
  readonly branch: BranchFacts;
  /** The files as they were compiled: a selection stands in its file's place. */
  readonly files: ProjectFiles;
  readonly signal: AbortSignal;
}

interface ShowOptions extends Asking {
  readonly node: CompiledNode;
  readonly text: string;
  readonly offset: number;
  readonly isSelection: boolean;
}

async function showNode(options: ShowOptions): Promise<Shown> {
  const { access, node, text, offset, signal } = options;
  const { path, id: nodeId } = node.graph;
  if (node.work.type === 'python') return showPython(options, node.work);
  const place = { path, nodeId, text: '' };
  const work = needsDatabase(node)
    ? await asking(options, place, (reading) => renderNodeReading(reading, nodeId))
    : node.work;
  return showSql(access, { sql: sqlOf(work, path), path, nodeId, rawText: text, offset, signal });
}

/** The text of an analysis that asks the database. */
async function analysisText(options: Asking, path: string): Promise<string> {
  return asking(options, { path, text: '' }, (reading) => renderAnalysisReading(reading, path));
}

/** Seconds a rendering may take with all it asks. */
const renderingMs = 60_000;

/** Renders what asks the database: its questions go as the person's own role, where nothing can be written. */
async function asking<T>(
  { access, branch, files, signal }: Asking,
  place: SqlPlace,
  render: (reading: ReadingOptions) => Promise<T>,
): Promise<T> {
  const [session, target] = await Promise.all([personSession(access), branchTarget(access, branch)]);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(renderingMs)]);
  return readOnly(session, { timeoutMs: renderingMs, signal: limited }, (connection) =>
    render({
      source: { files, options: { target } },
      read: (sql) => readAnswer(connection, sql, place),
      signal: limited,
    }),
  );
}

function sqlOf(work: NodeWork, path: string): string {
  if ('sql' in work && work.sql !== undefined) return work.sql;
  if (work.type === 'seed') return `select * from ${quote(work.relation.schema)}.${quote(work.relation.identifier)}`;
  if (work.type === 'invalid') throw new ProblemError(work.problem);
  return textOf(undefined, path);
}

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
