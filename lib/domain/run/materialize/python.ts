import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import type { Outcome, StepContext } from '../context.ts';
import { tellMain } from '../main-statement.ts';
import { asideOf } from '../quote.ts';
import { assertReplaceable } from '../relations.ts';
import { callRuntime } from '../runtime.ts';
import { finishTable } from './table.ts';
import { placeOf } from './view.ts';

type PythonWork = Extract<NodeWork, { type: 'python' }>;

/** What `insitu.run_cell` and `insitu.run_scratch` take: the cell, its inputs and where its rows go. */
export function cellSpec(node: CompiledNode, work: PythonWork, context: Pick<StepContext, 'vars' | 'target'>) {
  return {
    node: node.graph.id,
    path: node.graph.path,
    source: work.source,
    inputs: inputsOf(work.inputs),
    config: node.config,
    vars: context.vars,
    target: context.target,
    this: runtimeRelation(work.relation),
    is_incremental: false,
    limits: limitsOf(node.config),
    column_types: isRecord(node.config.column_types) ? node.config.column_types : {},
  };
}

/** Runs a Python cell in the fenced child; its DataFrame becomes the aside table. */
export async function buildPython(context: StepContext, node: CompiledNode, work: PythonWork): Promise<Outcome> {
  const old = context.relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  const aside = asideOf(work.relation);
  const spec = { ...cellSpec(node, work, context), relation: runtimeRelation(aside) };
  const place = { ...placeOf(context), text: work.source };
  tellMain(context, work.source);
  const result = await callRuntime(context.connection, 'insitu.run_cell($1::jsonb)', [JSON.stringify(spec)], place);
  const rows = Number(result.rows ?? 0);
  for (const note of Array.isArray(result.notes) ? result.notes : []) context.log(String(note));
  await finishTable(context, aside, work.relation, rows);
  return { status: 'success', rows };
}

/** What Python code may read, as the runtime takes it. */
export const inputsOf = (inputs: PythonWork['inputs']) =>
  Object.fromEntries(Object.entries(inputs).map(([name, relation]) => [name, runtimeRelation(relation)]));

/** The runtime's spelling of a relation. */
const runtimeRelation = ({ schema, identifier }: RelationName) => ({ schema, name: identifier });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `config: {memory_mb, seconds}` of a cell; the runtime has defaults and caps of its own. */
export function limitsOf(config: Readonly<Record<string, unknown>>): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const name of ['memory_mb', 'seconds']) {
    const value = config[name];
    if (typeof value === 'number' && value > 0) limits[name] = value;
  }
  return limits;
}
